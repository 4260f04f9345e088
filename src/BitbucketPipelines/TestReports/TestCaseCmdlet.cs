using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works on some of the test cases of steps.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TestCaseCmdlet : TestCmdlet
{
    private HashSet<string>? _missing;

    /// <summary>Only those that failed or ended with an error.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>Names of test cases; null means all.</summary>
    private protected abstract string[]? Names { get; }

    /// <summary>Whether the test cases of a step were looked through.</summary>
    private protected bool HasLooked { get; set; }

    /// <summary>Names, given without wildcards, of which no test case was met yet.</summary>
    private protected HashSet<string> Missing => _missing ??= new HashSet<string>(
        (Names ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a test case is meant by its name, with or without package and class, or its uuid.</summary>
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
        // Of several steps, only one need have it: what is missing shows at the end.
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

        // A name may look like a pattern: those of parametrised tests end with [1].
        string?[] names = [test.Name, test.FullyQualifiedName];
        return names.Any(n => string.Equals(n, wanted, StringComparison.OrdinalIgnoreCase))
            || (WildcardPattern.ContainsWildcardCharacters(wanted)
            && names.Any(n => n is not null && new WildcardPattern(wanted, WildcardOptions.IgnoreCase).IsMatch(n)));
    }
}
