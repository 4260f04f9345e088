namespace BitbucketPipelines.Api.Settings;

/// <summary>The kinds of settings of a repository.</summary>
public enum SettingKind
{
    /// <summary>The variables of the repository and of its deployment environments.</summary>
    Variable,

    /// <summary>The deployment environments: name, type, restriction and order.</summary>
    Environment,

    /// <summary>The known hosts.</summary>
    KnownHost,

    /// <summary>The schedules.</summary>
    Schedule,

    /// <summary>Whether Pipelines is enabled.</summary>
    Configuration,

    /// <summary>The number of the next run.</summary>
    BuildNumber,

    /// <summary>The SSH key pair. Only its public key can be read.</summary>
    SshKeyPair,
}
