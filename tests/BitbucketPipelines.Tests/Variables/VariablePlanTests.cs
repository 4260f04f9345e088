using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>Tests of the plan that gives a scope the desired variables.</summary>
public sealed class VariablePlanTests
{
    private const string Plain = "plain";
    private const string Secured = "secured";
    private const string None = "none";

    [Theory]
    // existing variable, desired value, desired Secured -> action, written Secured
    [InlineData(None, "v", null, nameof(ItemAction.Create), false)]
    [InlineData(None, "v", true, nameof(ItemAction.Create), true)]
    [InlineData(None, "", null, nameof(ItemAction.Create), false)]
    [InlineData(Plain, "old", null, nameof(ItemAction.Unchanged), false)]
    [InlineData(Plain, "old", false, nameof(ItemAction.Unchanged), false)]
    [InlineData(Plain, "v", null, nameof(ItemAction.Update), false)]
    [InlineData(Plain, "old", true, nameof(ItemAction.Update), true)]
    [InlineData(Plain, null, true, nameof(ItemAction.Update), true)]
    [InlineData(Plain, null, null, nameof(ItemAction.Unchanged), false)]
    [InlineData(Secured, "v", null, nameof(ItemAction.Update), true)]
    [InlineData(Secured, "v", true, nameof(ItemAction.Update), true)]
    [InlineData(Secured, "v", false, nameof(ItemAction.Update), false)]
    [InlineData(Secured, null, true, nameof(ItemAction.Unchanged), true)]
    [InlineData(Secured, null, null, nameof(ItemAction.Unchanged), true)]
    public void One_variable(string there, string? value, bool? secured, string action, bool written)
    {
        PlannedVariable planned = VariablePlan.Decide(new VariableEntry("NAME", value, secured), There(there));
        Assert.Equal(action, planned.Action.ToString());
        Assert.Equal(written, planned.Secured);
        Assert.False(planned.IsFailure);
        if (action is nameof(ItemAction.Create) or nameof(ItemAction.Update))
        {
            Assert.Equal(value ?? "old", planned.Value);
        }
    }

    [Theory]
    [InlineData(None, true, "its value cannot be read", true)]
    [InlineData(None, null, "No value was specified", false)]
    [InlineData(None, false, "No value was specified", false)]
    [InlineData(Secured, false, "only with a new value", true)]
    public void What_has_no_value_fails(string there, bool? secured, string reason, bool stays)
    {
        PlannedVariable planned = VariablePlan.Decide(new VariableEntry("NAME", null, secured), There(there));
        Assert.Equal(ItemAction.Skipped, planned.Action);
        Assert.True(planned.IsFailure);
        Assert.Contains(reason, planned.Reason!, StringComparison.Ordinal);
        Assert.Equal(stays, planned.Secured);
    }

    [Theory]
    // existing variable, desired value, desired Secured -> words of the reason; null when there is no reason
    [InlineData(None, "v", null, null)]
    [InlineData(None, "v", false, null)]
    [InlineData(Plain, "v", null, null)]
    [InlineData(Plain, "v", false, null)]
    [InlineData(Plain, "v", true, null)]
    [InlineData(Plain, null, null, null)]
    [InlineData(Plain, null, true, "keeps its value")]
    [InlineData(Secured, "v", null, null)]
    [InlineData(Secured, "v", true, null)]
    [InlineData(Secured, "v", false, "no longer secured")]
    [InlineData(Secured, null, true, "keeps its secured value")]
    [InlineData(Secured, null, null, "keeps its secured value")]
    public void The_reason_tells_what_the_action_does_not(string there, string? value, bool? secured, string? reason)
    {
        string? actual = VariablePlan.Decide(new VariableEntry("NAME", value, secured), There(there)).Reason;
        if (reason is null)
        {
            Assert.Null(actual);
        }
        else
        {
            Assert.Contains(reason, actual!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_plain_variable_that_came_without_a_value_is_secured_empty()
    {
        PlannedVariable planned = VariablePlan.Decide(new VariableEntry("NAME", null, true), new Variable { Name = "NAME", Uuid = "{1}" });
        Assert.Equal(ItemAction.Update, planned.Action);
        Assert.Equal("", planned.Value);
    }

    [Fact]
    public void A_variable_without_a_name_is_found_under_the_empty_one()
    {
        var nameless = new Variable { Uuid = "{1}" };
        Assert.Same(nameless, Assert.Single(VariablePlan.Index([nameless]), pair => pair.Key.Length == 0).Value);
        Assert.Empty(VariablePlan.Make([], [nameless], prune: true));
    }

    [Fact]
    public void Names_that_differ_in_case_are_two_variables()
    {
        IReadOnlyList<PlannedVariable> plan = VariablePlan.Make(
            [new VariableEntry("key", "1", null)], [new Variable { Name = "KEY", Value = "1", Uuid = "{1}" }], prune: false);
        Assert.Equal(ItemAction.Create, Assert.Single(plan).Action);
    }

    [Fact]
    public void Pruning_removes_what_is_not_wanted_and_nothing_else()
    {
        Variable[] existing = [Of("B"), Of("A"), Of("a"), Of("KEEP"), Of("SECRET", secured: true)];
        IReadOnlyList<PlannedVariable> plan = VariablePlan.Make(
            [new VariableEntry("KEEP", "old", null), new VariableEntry("SECRET", null, true)], existing, prune: true);
        Assert.Equal(["KEEP", "SECRET", "A", "B", "a"], plan.Select(p => p.Name));
        Assert.Equal(
            [ItemAction.Unchanged, ItemAction.Unchanged, ItemAction.Remove, ItemAction.Remove, ItemAction.Remove],
            plan.Select(p => p.Action));
        Assert.DoesNotContain(
            VariablePlan.Make([new VariableEntry("KEEP", "x", null)], existing, prune: false), p => p.Action == ItemAction.Remove);
    }

    [Fact]
    public void A_plan_that_was_carried_out_leaves_nothing_to_do()
    {
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            List<VariableEntry> wanted = [.. Enumerable.Range(0, 8).Where(_ => random.Next(2) == 0)
                .Select(i => new VariableEntry($"N{i}", $"v{random.Next(3)}", random.Next(3) switch { 0 => true, 1 => false, _ => null }))];
            List<Variable> existing = [.. Enumerable.Range(0, 8).Where(_ => random.Next(2) == 0)
                .Select(i =>
                new Variable { Name = $"N{i}", Uuid = $"{{{i}}}", Secured = random.Next(2) == 0, Value = $"v{random.Next(3)}" })];
            existing.ForEach(e => e.Value = e.Secured ? null : e.Value);
            foreach (PlannedVariable planned in VariablePlan.Make(wanted, existing, prune: true))
            {
                existing.RemoveAll(
                    e => e.Name == planned.Name && planned.Action is ItemAction.Update or ItemAction.Remove && e.Name == planned.Name);
                if (planned.Action is ItemAction.Create or ItemAction.Update)
                {
                    existing.Add(
                        new Variable { Name = planned.Name, Uuid = "{x}", Secured = planned.Secured,
                        Value = planned.Secured ? null : planned.Value });
                }
            }

            // Only secured variables are written again, because they cannot be compared.
            Assert.All(
                VariablePlan.Make(wanted, existing, prune: true),
                p => Assert.True(p.Action == ItemAction.Unchanged || p.Secured, p.ToString()));
        }
    }

    [Fact]
    public void Nothing_tells_a_value()
    {
        PlannedVariable planned = VariablePlan.Decide(new VariableEntry("NAME", "leak-canary", true), null);
        Assert.DoesNotContain("leak-canary",
            $"{planned}{new VariableEntry("NAME", "leak-canary", true)}{new VariableBody { Key = "NAME", Value = "leak-canary" }}");
    }

    private static Variable? There(string what) => what switch
    {
        Plain => Of("NAME"),
        Secured => Of("NAME", secured: true),
        _ => null,
    };

    private static Variable Of(string name, bool secured = false) =>
        new() { Name = name, Uuid = "{1}", Secured = secured, Value = secured ? null : "old" };

    [Fact]
    public void A_table_that_says_not_secured_makes_nothing_readable()
    {
        var existing = new Variable { Name = "A", Uuid = "{1}", Secured = true };
        PlannedVariable plan = VariablePlan.DecidePiped(new VariableEntry("A", "x", false), existing);
        Assert.Equal((ItemAction.Update, true, "x"), (plan.Action, plan.Secured, plan.Value));
        Assert.Contains("stays secured", plan.Reason, StringComparison.Ordinal);
        Assert.False(VariablePlan.Decide(new VariableEntry("A", "x", false), existing).Secured);
        Assert.False(VariablePlan.DecidePiped(new VariableEntry("A", "x", false), null).Secured);
    }
}
