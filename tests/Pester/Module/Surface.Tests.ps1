#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
# What users' scripts hold on to is written down in Surface.txt. Whoever changes it on purpose renews the file, and the difference is read
# with the change:  RENEW_SURFACE=1 ./build.sh test -Name Surface
BeforeAll {
    Import-Module "$PSScriptRoot/../../../out/BitbucketPipelines", "$PSScriptRoot/../Support/Surface.psm1" -Force
    $file = "$PSScriptRoot/Surface.txt"
    $surface = @(Get-Surface (Get-Module BitbucketPipelines))
    if ($env:RENEW_SURFACE) { [IO.File]::WriteAllText($file, ($surface -join "`n") + "`n") }
    $known = [IO.File]::ReadAllLines($file)
}

Describe 'The surface of the module' {
    It 'is seen: every cmdlet, parameters in every set, outputs, and ids of errors' {
        $cmdlets = @($surface -match '^\w+-Bb')
        $cmdlets | Should -Be ((Get-Command -Module BitbucketPipelines -CommandType Cmdlet).Name | Sort-Object -Culture '')
        $cmdlets.Count | Should -BeGreaterThan 50
        @($surface -match '^        -').Count | Should -BeGreaterThan 500
        @($surface -match '^    output ').Count | Should -BeGreaterThan 40
        @($surface | Select-Object -Skip ([array]::IndexOf($surface, 'errors') + 1)).Count | Should -BeGreaterThan 100
        foreach ($trait in 'position 0', 'mandatory', 'by value', 'by property name', 'alias \w+') { @($surface -match "^        -.*\b$trait").Count | Should -BeGreaterThan 20 -Because $trait }
    }

    It 'is the one of Surface.txt' {
        # Each line with the cmdlet and the set that it belongs to.
        function Get-Line([string[]] $Lines) {
            $cmdlet = $set = ''
            foreach ($line in $Lines) {
                if ($line -notmatch '^ ') { $cmdlet = $line; $set = '' } elseif ($line -match '^    set ') { $set = $line.Trim() + ' ' }
                "$cmdlet $(if ($line.StartsWith('        ')) { $set })$(if ($line -ne $cmdlet) { $line.Trim() })".TrimEnd()
            }
        }
        $difference = @(Compare-Object (Get-Line $known) (Get-Line $surface) -CaseSensitive | ForEach-Object {
                "$(if ($_.SideIndicator -eq '=>') { '+' } else { '-' }) $($_.InputObject)"
            })
        $difference -join "`n" | Should -BeExactly '' -Because "scripts hold on to it. Where the change is on purpose: RENEW_SURFACE=1 ./build.sh test -Name Surface`n$($difference -join "`n")`n"
        # The order of the lines, too.
        $known | Should -Be $surface
    }
}
