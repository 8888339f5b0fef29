"""What tests share: a real server, a browser, an API client, builders and a clock."""
