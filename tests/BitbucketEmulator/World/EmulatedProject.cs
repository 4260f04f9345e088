namespace BitbucketEmulator;

/// <summary>A project of a workspace, to which repositories belong.</summary>
internal sealed record EmulatedProject(string Uuid, string Key, string Name);
