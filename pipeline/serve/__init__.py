"""The outputs on 127.0.0.1, for one person at this computer: what a page decides is saved by a click."""
