#requires -Version 7.4
<#
.SYNOPSIS
    Writes tests/operations.json anew from Atlassian's description of the API.
.DESCRIPTION
    operations.json holds what the tests need of that description: id, method and path of each operation, the names in its query and its
    body, and the statuses of its success. The description itself is not part of this repository. Atlassian publishes it as
    https://api.bitbucket.org/swagger.json; OpenAPI 3 is read as well. Review what changed with git diff, and give each new operation a row
    in tests/BitbucketPipelines.Tests/Contract/Operations.cs.
.EXAMPLE
    ./tests/Update-Operations.ps1 ~/Downloads/swagger.json
.EXAMPLE
    ./tests/Update-Operations.ps1 ~/Downloads/swagger.json -Check
#>
[CmdletBinding()]
param(
    # Atlassian's file. The environment variable BITBUCKET_OPENAPI can name it too.
    [Parameter(Position = 0)]
    [string] $Path = $env:BITBUCKET_OPENAPI,

    # Writes nothing: shows the lines that would change, and ends with 1 when there are any.
    [switch] $Check
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
if (-not $Path) {
    throw "Which file? ./tests/Update-Operations.ps1 <path of Atlassian's swagger.json>"
}

# The operations with the tag Pipelines, and those of environments and deployments, whose tag has others as well.
$deploymentPath = '^/repositories/\{workspace\}/\{repo_slug\}/(deployments|environments)(/|$)'
$document = Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json -AsHashtable -Depth 100

# What a reference such as #/components/schemas/pipeline or #/definitions/pipeline stands for.
function Resolve-Reference($Node) {
    while ($Node.ContainsKey('$ref')) {
        $target = $document
        foreach ($part in $Node['$ref'].TrimStart('#', '/') -split '/') { $target = $target[$part] }
        $Node = $target
    }
    $Node
}

# The names of a schema's properties, or those that it requires.
function Get-Name($Schema, [string] $Of) {
    $Schema = Resolve-Reference $Schema
    if ($Schema.ContainsKey('allOf')) { $Schema['allOf'] | ForEach-Object { Get-Name $_ $Of } }
    if ($Schema.ContainsKey($Of)) { if ($Of -eq 'required') { $Schema[$Of] } else { $Schema[$Of].Keys } }
}

function Get-BodySchema($Operation, $Parameters) {
    if ($Operation.ContainsKey('requestBody')) {
        (Resolve-Reference $Operation['requestBody'])['content']['application/json']['schema']
    }
    else {
        $Parameters | Where-Object { $_['in'] -eq 'body' } | ForEach-Object { $_['schema'] }
    }
}

# Sorted by code points: the same order on every machine.
function Get-Sorted([object[]] $Value) {
    [Collections.Generic.SortedSet[string]]::new([string[]]$Value, [StringComparer]::Ordinal)
}

$lines = [Collections.Generic.SortedDictionary[string, string]]::new([StringComparer]::Ordinal)
foreach ($route in $document['paths'].Keys) {
    $entry = $document['paths'][$route]
    foreach ($method in 'delete', 'get', 'post', 'put' | Where-Object { $entry.ContainsKey($_) }) {
        $operation = $entry[$method]
        if ('Pipelines' -notin $operation['tags'] -and $route -notmatch $deploymentPath) { continue }
        $parameters = @($entry, $operation | Where-Object { $_.ContainsKey('parameters') } | ForEach-Object { $_['parameters'] } |
            ForEach-Object { Resolve-Reference $_ })
        $facts = [ordered]@{ id = $operation['operationId']; method = $method.ToUpperInvariant(); path = $route }
        $query = @($parameters | Where-Object { $_['in'] -eq 'query' } | ForEach-Object { $_['name'] })
        if ($query) { $facts['query'] = @(Get-Sorted $query) }
        $schema = Get-BodySchema $operation $parameters
        if ($schema) {
            $facts['body'] = @(Get-Sorted @(Get-Name $schema properties))
            $facts['required'] = @(Get-Sorted @(Get-Name $schema required))
        }
        $facts['success'] = @($operation['responses'].Keys -match '^[23]\d\d$' | Sort-Object | ForEach-Object { [int]$_ })
        $lines.Add("$route $method", (ConvertTo-Json $facts -Compress -EscapeHandling Default))
    }
}
if (-not $lines.Count) { throw "$Path describes no operation of the Pipelines API." }

$target = Join-Path $PSScriptRoot operations.json
$text = "[`n  " + ($lines.Values -join ",`n  ") + "`n]`n"
if (-not $Check) {
    [IO.File]::WriteAllText($target, $text)
    "$($lines.Count) operations"
    return
}

$old = @(Get-Content -LiteralPath $target | ForEach-Object TrimEnd ',')
$new = @($text.TrimEnd() -split "`n" | ForEach-Object TrimEnd ',')
$differences = @(Compare-Object $old $new -CaseSensitive)
$differences | ForEach-Object { "$(if ($_.SideIndicator -eq '=>') { '+' } else { '-' })$($_.InputObject)" }
"$($lines.Count) operations, $(if ($differences) { 'they differ' } else { 'no difference' })"
exit [int]($differences.Count -gt 0)
