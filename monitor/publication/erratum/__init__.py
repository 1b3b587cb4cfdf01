"""What moved between two releases of one study, told to whoever read the first one."""
