"""Values that travel between the stages: frozen, slotted, no I/O, no clock."""
