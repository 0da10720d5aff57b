"""How the house comes to an office without a network: the bundle, made here, and the installer that goes with it."""
