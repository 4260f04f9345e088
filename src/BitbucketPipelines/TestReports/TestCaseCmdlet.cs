using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that select test cases.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TestCaseCmdlet : TestCmdlet
{
    /// <summary>The maximum number of names to remember for an error about a name that no test case has.</summary>
    private const int MaxRememberedNames = 5000;

    private readonly object _gate = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private HashSet<string>? _missing;
    private bool _hasSearched;

    /// <summary>Gets only test cases that failed or ended with an error.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>The names of test cases; null for all.</summary>
    private protected abstract string[]? Names { get; }

    /// <summary>Names without wildcards for which no test case was found yet.</summary>
    private HashSet<string> Missing => _missing ??= new HashSet<string>(
        (Names ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a test case is selected by its name, with or without package and class, or by its uuid.</summary>
    private protected bool IsNamed(TestCase test)
    {
        if (Names is null)
        {
            return true;
        }

        // Called on any thread.
        lock (_gate)
        {
            return IsAnyName(Names, test);
        }
    }

    private bool IsAnyName(string[] names, TestCase test)
    {
        if (Missing.Count > 0 && _names.Count < MaxRememberedNames)
        {
            _names.Add(test.Name ?? "");
        }

        bool named = false;
        foreach (string name in names)
        {
            if (Matches(name, test))
            {
                named = true;
                Missing.Remove(name);
            }
        }

        return named;
    }

    /// <summary>Reads the test cases of a step page by page. A step without a test report is reported with -Verbose.</summary>
    /// <param name="step">The step.</param>
    /// <param name="record">The work that reads them.</param>
    /// <param name="receive">Receives each page, on any thread. Returns false to stop reading.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    private protected async Task ReadCasesAsync(
        RecordWork record, IStepItem step, Func<IReadOnlyList<TestCase>, Task<bool>> receive, CancellationToken cancellationToken)
    {
        long read = 0;
        Post(() => record.Progress ??= ShowProgress(
            () => WorkState.OfList("test case", $"step '{step.Step}'", Volatile.Read(ref read), null)));
        bool any = await StepTests.CasesAsync(
            record.Client, step,
            page =>
            {
                Interlocked.Add(ref read, page.Count);
                return receive(page);
            },
            cancellationToken, record.Gate).ConfigureAwait(false);
        _hasSearched = true;
        if (!any)
        {
            Post(() => WriteNoReport(step));
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        // One of the steps must have the test case, so report missing ones at the end.
        if (_hasSearched)
        {
            foreach (string name in Missing)
            {
                WriteError(Errors.TestCaseNotFound(name, _names));
            }
        }
    }

    private static bool Matches(string name, TestCase test)
    {
        if (Guid.TryParse(Uri.UnescapeDataString(name), out Guid uuid))
        {
            return Guid.TryParse(test.Uuid, out Guid own) && own == uuid;
        }

        // Compare literally first: names of parameterized tests end with [1].
        string?[] names = [test.Name, test.FullyQualifiedName];
        return names.Any(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase))
            || (WildcardPattern.ContainsWildcardCharacters(name)
            && names.Any(n => n is not null && Wildcard.IsMatch(name, n)));
    }
}
