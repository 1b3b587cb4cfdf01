"""In from other survey programs, and out to them; confidential, beside intake."""
