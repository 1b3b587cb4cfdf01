"""`python -m monitor` is the `monitor` command."""

from monitor.start import main

if __name__ == "__main__":
    main()
