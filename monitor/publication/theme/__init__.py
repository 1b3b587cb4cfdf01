"""How a report looks: colours, fonts, logo, templates."""
