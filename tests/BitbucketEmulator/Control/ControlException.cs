namespace BitbucketEmulator;

/// <summary>A wrong order to the emulator itself: over HTTP a 400 with this text.</summary>
public sealed class ControlException(string message) : Exception(message);
