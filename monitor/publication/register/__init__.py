"""The report on a register: what is counted, series and spread of rates, breaks in growth, movements between classes."""
