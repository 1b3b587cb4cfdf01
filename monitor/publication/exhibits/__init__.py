"""What a figure or table says, before it is drawn: choosing, bases, notes, alternative text."""
