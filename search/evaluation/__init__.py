"""How good are the answers? Collections, measures, and the command behind `mayors evaluate`."""
