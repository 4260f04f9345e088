using System.Text.RegularExpressions;

namespace BitbucketPipelines.Tests.Conventions;

/// <summary>Pipelines, scripts and documents call the build as it is, and nothing comes from outside that is not pinned.</summary>
public sealed partial class BuildTests
{
    private static readonly string s_script = File.ReadAllText(Path.Combine(Places.Root, "build.ps1"));

    private static readonly string[] s_tasks =
        [.. ValidateSet().Match(s_script).Groups[1].Value.Split(',', StringSplitOptions.TrimEntries).Select(t => t.Trim('\''))];

    private static readonly HashSet<string> s_parameters = new(
        Parameter().Matches(s_script[..s_script.IndexOf("\n)", StringComparison.Ordinal)]).Select(m => m.Groups[1].Value),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Every file of the repository that calls the build.</summary>
    private static readonly string[] s_callers =
    [
        .. ((string[])[".", ".ci", ".github", "docs", "eng", "src", "tests"])
            .Select(folder => Path.Combine(Places.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(
                folder, "*", folder.EndsWith('.') ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".md" or ".yml" or ".ps1" or ".psm1" or ".txt" or ".cs"
            || Path.GetFileName(file) == "run")
            .Where(file => Call().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Places.Root, file).Replace('\\', '/')),
    ];

    public static TheoryData<string> Callers => [.. s_callers];

    [Fact]
    public void Both_build_scripts_have_the_same_tasks()
    {
        Assert.Contains("Test", s_tasks);
        string shell = File.ReadAllText(Path.Combine(Places.Root, "build.sh"));
        string[] tasks = ShellTasks().Match(shell).Groups[1].Value.Split(' ');
        Assert.Equal(s_tasks.Select(t => t.ToLowerInvariant()).Order(StringComparer.Ordinal), tasks.Order(StringComparer.Ordinal));
        Assert.All(tasks, task => Assert.Matches($@"(?m)^#   {task}\b", shell));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Calls_of_the_build_name_tasks_and_parameters_that_it_has(string file) =>
        Assert.All(Call().Matches(File.ReadAllText(Path.Combine(Places.Root, file))), call =>
        {
            Assert.Contains(call.Groups["task"].Value, s_tasks, StringComparer.OrdinalIgnoreCase);
            Assert.All(call.Groups["parameter"].Captures, parameter => Assert.Contains(parameter.Value, s_parameters));
        });

    [Theory]
    [InlineData(".github/workflows/ci.yml")]
    [InlineData("bitbucket-pipelines.yml")]
    [InlineData(".ci/run")]
    [InlineData("CONTRIBUTING.md")]
    public void The_build_is_called_by(string file) => Assert.Contains(file, s_callers);

    [Fact]
    public void Actions_are_pinned_by_commit_and_jobs_have_few_rights()
    {
        string[] workflows = Directory.GetFiles(Path.Combine(Places.Root, ".github", "workflows"));
        Assert.NotEmpty(workflows);
        Assert.All(workflows, file =>
        {
            string text = File.ReadAllText(file);
            string[] actions = [.. text.Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal))];
            Assert.NotEmpty(actions);
            Assert.All(actions, line => Assert.Matches(@"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line));
            Assert.Contains("\npermissions:\n  contents: read\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("pull_request_target", text, StringComparison.Ordinal);
            // Every job runs one command, which works anywhere.
            int jobs = text[text.IndexOf("\njobs:", StringComparison.Ordinal)..].Split('\n').Count(line => JobName().IsMatch(line));
            Assert.Equal(jobs, RunLine().Count(text));
        });
    }

    [Fact]
    public void Each_project_of_the_solution_locks_its_packages()
    {
        string solution = File.ReadAllText(Path.Combine(Places.Root, "BitbucketPipelines.sln"));
        string[] projects = [.. ProjectFile().Matches(solution).Select(m => m.Value.Replace('\\', '/'))];
        Assert.Contains("src/BitbucketPipelines/BitbucketPipelines.csproj", projects);
        Assert.All(projects, project => Assert.True(
            File.Exists(Path.Combine(Places.Root, Path.GetDirectoryName(project)!, "packages.lock.json")),
            $"{project} has no packages.lock.json. Run: dotnet restore {project} --use-lock-file"));
    }

    [GeneratedRegex(@"\[ValidateSet\(([^)]+)\)\]\s*\[string\] \$Task")]
    private static partial Regex ValidateSet();

    [GeneratedRegex(@"\]\s*\$(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex("^tasks='([a-z ]+)'", RegexOptions.Multiline)]
    private static partial Regex ShellTasks();

    // Such as: ./build.sh test -Name Wait*
    [GeneratedRegex(@"\./build\.(?:sh|ps1)['""]? (?<task>[A-Za-z]\w*)(?: +-(?<parameter>[A-Za-z]\w*)| +[^\s#|;&`-][^\s#|;&`]*)*")]
    private static partial Regex Call();

    [GeneratedRegex("^  [a-z]+:$")]
    private static partial Regex JobName();

    [GeneratedRegex(@"^\s+(- )?run: \./build\.(sh|ps1) ", RegexOptions.Multiline)]
    private static partial Regex RunLine();

    [GeneratedRegex(@"[\w.\\/]+\.csproj")]
    private static partial Regex ProjectFile();
}
