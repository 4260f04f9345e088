namespace BitbucketEmulator;

/// <summary>Finds the variables of a scope by its name, and keeps what clients wrote. Guarded by the state's lock.</summary>
internal sealed class VariableBook(EmulatorWorld world)
{
    private readonly List<EmulatedVariableWrite> _writes = [];
    private readonly Dictionary<string, EmulatedVariableStore> _users = [];
    private int _number;

    public IReadOnlyList<EmulatedVariableWrite> Writes => [.. _writes];

    public void Record(EmulatedVariableStore store, string action, EmulatedVariable variable, int status, double atSeconds) =>
        _writes.Add(new EmulatedVariableWrite(++_number, store.Scope, action)
        {
            Variable = variable,
            Status = status,
            AtSeconds = atSeconds,
        });

    public void ClearWrites() => _writes.Clear();

    /// <summary>The deprecated variables of a person.</summary>
    public EmulatedVariableStore OfUser(EmulatorUser user)
    {
        if (!_users.TryGetValue(user.Uuid, out EmulatedVariableStore? store))
        {
            _users[user.Uuid] = store = new EmulatedVariableStore($"user/{user.Nickname}", $"account {user.Uuid}");
        }

        return store;
    }

    /// <summary>
    /// The scopes of the control API: <c>repository/WS/REPO</c>, <c>environment/WS/REPO/NAME</c>, <c>workspace/WS</c>, <c>team/WS</c>,
    /// <c>user/NICKNAME</c>; uuids are names as well.
    /// </summary>
    public EmulatedVariableStore Get(string scope)
    {
        string[] parts = scope.Split('/', 4);
        return parts switch
        {
            ["repository", var workspace, var repository] => world.GetRepository(workspace, repository).Variables,
            ["environment", var workspace, var repository, var name] =>
                (world.GetRepository(workspace, repository).FindEnvironment(name) ?? throw No("environment", name)).Variables,

            // Teams became workspaces, and the announcement of the end of /teams/ points to /workspaces/.
            ["workspace" or "team", var name] => (world.FindWorkspace(name) ?? throw No("workspace", name)).Variables,
            ["user", var name] => OfUser(world.FindUser(name) ?? throw No("user", name)),
            _ => throw new ControlException(
                $"scope '{scope}' is none of repository/WS/REPO, environment/WS/REPO/NAME, workspace/WS, team/WS, user/NICKNAME"),
        };
    }

    private static ControlException No(string what, string name) => new($"there is no {what} '{name}'");
}
