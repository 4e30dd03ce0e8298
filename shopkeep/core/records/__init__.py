"""The frozen dataclasses that all layers speak. Field names are those of the command line's JSON."""
