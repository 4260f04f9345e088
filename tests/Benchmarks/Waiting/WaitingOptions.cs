using System.Globalization;

namespace BitbucketPipelines.Benchmarks;

/// <summary>What the benchmark of waiting is asked for.</summary>
/// <param name="Only">A part of the name of the cells, such as "5-60 s 0 10 300 1000"; null for all.</param>
/// <param name="Seeds">How many worlds each cell is the mean of; null for 100 with one repository, 6 with 20, and 1 with 300.</param>
/// <param name="IsBrief">Whether to leave out the search for the price at which the planner sends as few requests as the others.</param>
internal sealed record WaitingOptions(string? Only = null, int? Seeds = null, bool IsBrief = false)
{
    public const string Usage = """
        Waiting [PART] [--seeds N] [--brief]
          PART       only the cells whose name (distribution, middle, earlier runs, repositories, limit) has this part
          --seeds N  each cell is the mean of N worlds (default: 100 with one repository, 6 with 20, 1 with 300)
          --brief    without the rows "planned at equal requests", which take most of the time
        """;

    public static bool TryParse(string[] args, out WaitingOptions options)
    {
        options = new WaitingOptions();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--brief")
            {
                options = options with { IsBrief = true };
            }
            else if (args[i] == "--seeds" && i + 1 < args.Length
                && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int seeds) && seeds > 0)
            {
                options = options with { Seeds = seeds };
                i++;
            }
            else if (options.Only is null && !args[i].StartsWith('-'))
            {
                options = options with { Only = args[i] };
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
