"""The post: how a planned notice becomes a delivered one: words, then a letter, then a postman."""
