namespace BitbucketEmulator;

/// <summary>The faults in force. Guarded by the state's lock.</summary>
internal sealed class FaultBook
{
    private readonly List<(Fault Fault, int Seen)> _faults = [];

    public void Add(Fault fault)
    {
        fault.Check();
        _faults.Add((fault, 0));
    }

    public void Clear() => _faults.Clear();

    /// <summary>
    /// The fault for this request, if any. A fault counts only the matching requests that no earlier one has taken, so that two faults
    /// for the same path come one after the other.
    /// </summary>
    public Fault? Take(string port, string method, string pathAndQuery)
    {
        for (int i = 0; i < _faults.Count; i++)
        {
            (Fault fault, int seen) = _faults[i];
            if (!fault.Matches(port, method, pathAndQuery))
            {
                continue;
            }

            _faults[i] = (fault, seen + 1);
            if (seen >= fault.Skip && (fault.Times == 0 || seen < fault.Skip + fault.Times))
            {
                return fault;
            }
        }

        return null;
    }
}
