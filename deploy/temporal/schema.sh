#!/bin/sh
# Brings Temporal's two databases to the schema of this version of its tools. Run before every start of the server: a second run
# changes nothing, and the first with newer tools is the upgrade. The connection is told by SQL_* variables.
set -eu

schema=/etc/temporal/schema/postgresql/v12

temporal-sql-tool --db temporal setup-schema -v 0.0
temporal-sql-tool --db temporal update-schema -d "$schema/temporal/versioned"
temporal-sql-tool --db temporal_visibility setup-schema -v 0.0
temporal-sql-tool --db temporal_visibility update-schema -d "$schema/visibility/versioned"
