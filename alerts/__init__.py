"""The supervisor: e-Eyes, notices and reallocation."""
