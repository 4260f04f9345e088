using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that select test cases.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TestCaseCmdlet : TestCmdlet
{
    private HashSet<string>? _missing;

    /// <summary>Gets only test cases that failed or ended with an error.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>The names of test cases; null for all.</summary>
    private protected abstract string[]? Names { get; }

    /// <summary>Whether the test cases of a step were searched.</summary>
    private protected bool HasLooked { get; set; }

    /// <summary>Names without wildcards for which no test case was found yet.</summary>
    private protected HashSet<string> Missing => _missing ??= new HashSet<string>(
        (Names ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a test case is selected by its name, with or without package and class, or by its uuid.</summary>
    private protected bool IsNamed(TestCase test)
    {
        if (Names is null)
        {
            return true;
        }

        bool named = false;
        foreach (string name in Names)
        {
            if (Matches(name, test))
            {
                named = true;
                Missing.Remove(name);
            }
        }

        return named;
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        // One of the steps must have the test case, so report missing ones at the end.
        if (HasLooked)
        {
            foreach (string name in Missing)
            {
                WriteError(ErrorRecords.TestCaseNotFound(name));
            }
        }
    }

    private static bool Matches(string wanted, TestCase test)
    {
        if (Guid.TryParse(Uri.UnescapeDataString(wanted), out Guid uuid))
        {
            return Guid.TryParse(test.Uuid, out Guid own) && own == uuid;
        }

        // Compare literally first: names of parameterized tests end with [1].
        string?[] names = [test.Name, test.FullyQualifiedName];
        return names.Any(n => string.Equals(n, wanted, StringComparison.OrdinalIgnoreCase))
            || (WildcardPattern.ContainsWildcardCharacters(wanted)
            && names.Any(n => n is not null && new WildcardPattern(wanted, WildcardOptions.IgnoreCase).IsMatch(n)));
    }
}
