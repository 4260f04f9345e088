using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// What one input record asks for in a place: one thing that is created, changed or removed, without looking for it by name in a list.
/// </summary>
/// <param name="Kind">The kind of thing: <c>schedule</c>.</param>
/// <param name="Name">The name of the thing in its row.</param>
/// <param name="Workspace">The workspace.</param>
/// <param name="Repository">The repository; null when the thing belongs to the workspace.</param>
/// <param name="Session">The session whose credentials are used.</param>
/// <param name="Plan">Plans the change, after <see cref="Read"/>. Runs on the pipeline thread. Null when there
/// is nothing to change.</param>
internal sealed record PlaceChange(
    string Kind, string Name, string Workspace, string? Repository, BitbucketSession Session, Func<PlannedWrite?> Plan)
{
    /// <summary>The place, for messages.</summary>
    public string Place => Repository is null ? $"workspace {Workspace}" : $"{Workspace}/{Repository}";

    /// <summary>The target object of errors. The default is the place.</summary>
    public string? FailureTarget { get; init; }

    /// <summary>Identifies the thing. Changes of the same thing are made one after the other.</summary>
    public string Key { get; init; } = "";

    /// <summary>Reads what the plan needs; null when it needs nothing.</summary>
    public Func<CancellationToken, Task>? Read { get; init; }

    /// <summary>Maps a failure of <see cref="Read"/> to an error. Null means that the failure needs no other error.</summary>
    public Func<Exception, ErrorDescription?> Map { get; init; } = _ => null;

    /// <inheritdoc cref="BulkTarget.IsReadForPlanOnly"/>
    public bool IsReadForPlanOnly { get; init; }
}

/// <summary>A planned change of one thing.</summary>
/// <param name="Action">What is done. Unchanged needs no confirmation.</param>
/// <param name="Operation">The action of ShouldProcess: <c>Create environment</c>.</param>
/// <param name="Target">The target of ShouldProcess: <c>Live (Production) in acme/widgets</c>.</param>
/// <param name="Apply">Carries the change out. Gives the thing after the change, or null.</param>
internal sealed record PlannedWrite(
    ItemAction Action, string Operation, string Target, Func<CancellationToken, Task<object?>> Apply)
{
    /// <summary>Maps a failure of the change to an error. Null means that the failure needs no other error.</summary>
    public Func<Exception, ErrorDescription?> Map { get; init; } = _ => null;

    /// <summary>The error of a change that is known to be impossible.</summary>
    public ErrorDescription? Refusal { get; init; }

    /// <inheritdoc cref="BulkItem.Requests"/>
    public int Requests { get; init; } = 1;

    /// <inheritdoc cref="BulkItem.RequestsToKeep"/>
    public int RequestsToKeep { get; init; }

    /// <inheritdoc cref="BulkItem.Warning"/>
    public string? Warning { get; init; }

    /// <summary>A thing that is as requested already, so that no request is sent.</summary>
    public static PlannedWrite Unchanged(string operation, string target, object? item) =>
        new(ItemAction.Unchanged, operation, target, _ => Task.FromResult(item));
}

/// <summary>The result of a change when the server says that the thing exists already, so that nothing was changed.</summary>
/// <param name="Item">The existing thing.</param>
internal sealed record AlreadyThere(object Item);
