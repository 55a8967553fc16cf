"""The one way in: every door (command, webhook, scenario) tells its facts through here."""
