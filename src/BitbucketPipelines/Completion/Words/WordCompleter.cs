using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BitbucketPipelines.Completion;

/// <summary>Completes an argument with values that are known without a request.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Results(Find(), wordToComplete);

    /// <summary>The values.</summary>
    private protected abstract IEnumerable<CompletionItem> Find();
}

/// <summary>
/// Completes nothing. For parameters whose values nobody can know, such as a new name: without it, PowerShell offers the names of files.
/// </summary>
public sealed class NothingCompleter : WordCompleter
{
    /// <inheritdoc/>
    private protected override IEnumerable<CompletionItem> Find() => [];
}

/// <summary>Completes true and false. PowerShell itself would offer the names of files.</summary>
public sealed class BooleanCompleter : WordCompleter
{
    /// <inheritdoc/>
    private protected override IEnumerable<CompletionItem> Find() => [new("$true") { IsBare = true }, new("$false") { IsBare = true }];
}

/// <summary>Completes types of SSH keys.</summary>
public sealed class KeyTypeCompleter : WordCompleter
{
    /// <inheritdoc/>
    private protected override IEnumerable<CompletionItem> Find() =>
    [
        new("ssh-ed25519"), new("ecdsa-sha2-nistp256"), new("ecdsa-sha2-nistp384"), new("ecdsa-sha2-nistp521"), new("ssh-rsa"),
    ];
}

/// <summary>Completes the status of test cases. Bitbucket may add values, so others are allowed.</summary>
public sealed class TestStatusCompleter : WordCompleter
{
    /// <inheritdoc/>
    private protected override IEnumerable<CompletionItem> Find() =>
    [
        new(Api.Models.TestCase.Successful), new(Api.Models.TestCase.FailedStatus), new(Api.Models.TestCase.ErrorStatus),
        new(Api.Models.TestCase.Skipped),
    ];
}
