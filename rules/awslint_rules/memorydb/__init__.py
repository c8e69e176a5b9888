"""Rules about memorydb."""

TYPES = ("AWS::MemoryDB::",)
