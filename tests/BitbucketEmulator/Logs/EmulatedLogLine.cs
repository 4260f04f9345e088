namespace BitbucketEmulator;

/// <summary>One line of a log with its line feed; <paramref name="At"/> is seconds after the step's beginning.</summary>
public sealed record EmulatedLogLine(byte[] Bytes, double? At = null);
