using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that work on all settings of repositories.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SettingCmdlet : RepositoryCmdlet
{
    private static readonly SettingKind[] s_all =
    [
        SettingKind.Variable, SettingKind.Environment, SettingKind.KnownHost, SettingKind.Schedule, SettingKind.Configuration,
        SettingKind.BuildNumber, SettingKind.SshKeyPair,
    ];

    private SettingKind[]? _kinds;

    /// <summary>
    /// The kinds of settings: Variable (of repositories and environments), Environment, KnownHost, Schedule, Configuration (whether
    /// Pipelines is enabled), BuildNumber and SshKeyPair. By default all
    /// kinds, but Compare-BbRepositorySetting compares BuildNumber and SshKeyPair only if they are named.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SettingKind[]? Include { get; set; }

    /// <summary>The kinds of settings to leave out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SettingKind[]? Exclude { get; set; }

    /// <summary>Whether a kind is left out unless -Include names it.</summary>
    private protected virtual bool IsOptional(SettingKind kind) => false;

    /// <summary>The kinds of settings that -Include and -Exclude leave.</summary>
    private protected SettingKind[] Kinds => _kinds ??=
        [.. s_all.Where(kind => Include?.Contains(kind) ?? !IsOptional(kind)).Except(Exclude ?? [])];

    /// <summary>Whether -Include and -Exclude leave all kinds.</summary>
    private protected bool HasAllKinds => Kinds.Length == s_all.Length;

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (Kinds.Length == 0)
        {
            throw new ErrorRecordException(Errors.NoSettingKind(), terminating: true);
        }
    }

    /// <summary>The client of a session.</summary>
    private protected BitbucketClient ClientFor(BitbucketSession session) => session == CurrentSession ? Client : ClientOf(session);
}
