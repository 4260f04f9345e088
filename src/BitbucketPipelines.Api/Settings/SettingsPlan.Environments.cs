namespace BitbucketPipelines.Api.Settings;

/// <summary>The environments of the plan.</summary>
internal sealed partial class SettingsPlan
{
    private void AddEnvironments()
    {
        bool isIncluded = _options.Kinds.Contains(SettingKind.Environment);
        foreach (EnvironmentSettings wanted in _wanted.Environments ?? [])
        {
            EnvironmentState environment = _state.Environments.FirstOrDefault(e => e.Name == wanted.Name)
                ?? _state.Environments.FirstOrDefault(e => e.IsNamed(wanted.Name))
                ?? new EnvironmentState(_state.Client, Target, wanted.Name);
            if (isIncluded)
            {
                AddEnvironment(wanted, environment);
                AddNotSettable(wanted, environment);
            }

            if (wanted.Variables is { } variables)
            {
                AddVariables(variables, () => environment.Variables, environment, isIncluded);
            }
        }

        if (isIncluded)
        {
            AddOrder();
        }

        if (_options.Prune && isIncluded && _wanted.Environments is { } all)
        {
            foreach (EnvironmentState extra in _state.Environments.Where(e => !all.Any(w => e.IsNamed(w.Name))))
            {
                Change(SettingKind.Environment, extra.Name, ItemAction.Remove,
                    $"Remove environment {extra.Name} and its variables in {Target}", extra.RemoveAsync);
            }
        }
    }

    private void AddEnvironment(EnvironmentSettings wanted, EnvironmentState environment)
    {
        string restriction = wanted.AdminOnly == true ? ", to which only administrators may deploy," : "";
        if (environment.Existing is not { } existing)
        {
            Change(SettingKind.Environment, wanted.Name, ItemAction.Create,
                $"Create environment {wanted.Name} ({wanted.Type}){restriction} in {Target}",
                async token =>
                {
                    await environment.CreateAsync(wanted, token).ConfigureAwait(false);
                    if (wanted.AdminOnly == true)
                    {
                        await environment.SetAdminOnlyAsync(true, token).ConfigureAwait(false);
                    }
                },
                requests: wanted.AdminOnly == true ? 2 : 1);
        }
        else if (wanted.Type is not null && !string.Equals(existing.EnvironmentType, wanted.Type, StringComparison.OrdinalIgnoreCase))
        {
            Skip(SettingKind.Environment, wanted.Name,
                $"It has the type {existing.EnvironmentType}, not {wanted.Type}, and a type cannot be changed. Remove the environment, and "
                    + "run the command again, or keep it as it is.");
        }
        else if (wanted.AdminOnly is { } adminOnly && (existing.AdminOnly ?? false) != adminOnly)
        {
            Change(SettingKind.Environment, wanted.Name, ItemAction.Update,
                adminOnly ? $"Let only administrators deploy to environment {wanted.Name} in {Target}"
                    : $"Let everybody who may write deploy to environment {wanted.Name} in {Target}",
                token => environment.SetAdminOnlyAsync(adminOnly, token));
        }
        else
        {
            Keep(SettingKind.Environment, wanted.Name);
        }
    }

    /// <summary>
    /// A row for each type of which the existing environments, and after them the new ones, are in another order than the wanted ones.
    /// </summary>
    private void AddOrder()
    {
        EnvironmentSettings[] all = [.. _wanted.Environments ?? []];
        EnvironmentState[] existing = [.. _state.Environments.Where(e => all.Any(w => e.IsNamed(w.Name)))];
        foreach (IGrouping<string, EnvironmentSettings> type in all.GroupBy(
            w => _state.Environments.FirstOrDefault(e => e.IsNamed(w.Name))?.Existing?.EnvironmentType ?? w.Type ?? "",
            StringComparer.OrdinalIgnoreCase))
        {
            string[] wanted = [.. type.Select(w => w.Name)];
            string[] before = [.. existing.Where(e => wanted.Contains(e.Name, StringComparer.OrdinalIgnoreCase)).Select(e => e.Name)];
            string[] after = [.. before, .. wanted.Except(before, StringComparer.OrdinalIgnoreCase)];
            if (before.Length > 0 && !after.SequenceEqual(wanted, StringComparer.OrdinalIgnoreCase))
            {
                Skip(SettingKind.Environment, wanted[0],
                    $"The environments of the type {type.Key} should have the order {string.Join(", ", wanted)}. They have the order "
                        + $"{string.Join(", ", after)}, which the API cannot change. Change it on the page {SettingsPage}.");
            }
        }
    }

    private string SettingsPage => WebLinks.Settings(_state.Client.SiteUri, Target, "deployment-settings");

    /// <summary>A row for what the source allows or requires and the API cannot set.</summary>
    private void AddNotSettable(EnvironmentSettings wanted, EnvironmentState environment)
    {
        string[] missing = [.. wanted.NotSettable.Except(environment.NotSettable)];
        if (missing.Length > 0)
        {
            Skip(SettingKind.Environment, wanted.Name,
                $"In the source it has {string.Join(" and ", missing)}, which the API cannot set. Set it on the page {SettingsPage}.");
        }
    }
}
