#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }
BeforeAll {
    . "$PSScriptRoot/../Support/Start-TestFile.ps1"
    $canary = 'leak-canary-signature'
    function Get-StorageRequest { @(Get-EmulatorRequest $emulator | Where-Object port -EQ 'storage') }
    function Get-Range { Get-StorageRequest | ForEach-Object { "$($_.headers.Range)" } }
    Connect-Emulator $emulator
    # The expected bytes, computed by another program.
    $whole = Join-Path $TestDrive whole.tar
    Invoke-WebRequest (Save-BbCache node -UriOnly) -OutFile $whole -NoProxy
    $hash = (Get-FileHash $whole).Hash
    function Assert-Whole($Path) { (Get-FileHash -LiteralPath $Path).Hash | Should -Be $hash }
}
AfterAll { Stop-TestFile }
Describe 'Save-BbCache' {
    BeforeEach {
        Connect-Emulator $emulator
        $null = Send-Order $emulator DELETE requests
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid().ToString('n').Substring(0, 8)))).FullName
        Push-Location $folder
    }
    AfterEach { Pop-Location }

    It 'saves the newest version of a name to the current folder, and writes the file' {
        $newest = Get-BbCache node | Sort-Object CreatedOn | Select-Object -Last 1
        $file = Save-BbCache node
        $file | Should -BeOfType IO.FileInfo
        $file.FullName | Should -BeExactly (Join-Path $folder "widgets-node-$($newest.Uuid.Substring(1, 8)).tar")
        Assert-Whole $file.FullName
        Get-ChildItem | Should -HaveCount 1
    }

    It 'says with -Verbose that there were several versions' {
        $said = (Save-BbCache node -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -join "`n"
        $said | Should -BeLike "*'node' has 2 versions; the newest is taken*"
        $said | Should -Not -BeLike "*$canary*"
        $said | Should -Not -BeLike "*pipelines-caches*"
    }

    It 'saves what is piped, each to a file of its own, and odd names to fit names' {
        $files = Get-BbCache | Save-BbCache -OutFile new/folder/
        $files | Should -HaveCount 3
        $files | ForEach-Object Length | Should -Be 262144, 250000, 5000
        $files[2].Name | Should -BeLike 'widgets-my_cache_1-*.tar'
        $files.DirectoryName | Select-Object -Unique | Should -Be (Join-Path $folder new folder)
    }

    It 'saves a version by its uuid to a named file' {
        $uuid = (Get-BbCache node)[1].Uuid
        (Save-BbCache -Uuid $uuid -OutFile 'old [1].tar').Length | Should -Be 250000
        Test-Path -LiteralPath 'old [1].tar' | Should -BeTrue
        (Save-BbCache -Uuid $uuid -Path other.tar).Name | Should -BeExactly 'other.tar'
    }

    It 'makes one name in the folder of whatever a server calls a cache and its version' {
        $address = Save-BbCache node -UriOnly
        $list = @{ values = @(@{ uuid = '{x/../../evil}'; name = '../../node'; file_size_bytes = 262144 }, @{ uuid = '{../../../../../tmp/evil-}'; name = "C:\con`n"; file_size_bytes = 262144 }) }
        $null = Send-Order $emulator POST faults @{ path = '/caches(\?|$)'; status = 200; contentType = 'application/json'; body = ($list | ConvertTo-Json -Depth 5 -Compress) }
        $null = Send-Order $emulator POST faults @{ path = 'content-uri'; times = 0; status = 200; contentType = 'application/json'; body = (@{ uri = $address } | ConvertTo-Json) }
        try {
            $files = Get-BbCache | Save-BbCache -OutFile sub/folder/
        }
        finally {
            $null = Send-Order $emulator DELETE faults
        }
        $files | Should -HaveCount 2
        $files.DirectoryName | Select-Object -Unique | Should -BeExactly (Join-Path $folder sub folder)
        $files.Name | Should -BeExactly 'widgets-.._.._node-x_.._.._evil_.tar', 'widgets-C__con_-_.._.._.._.._.._tmp_evil.tar'
        Get-ChildItem $folder -Recurse -File | Should -HaveCount 2
    }

    It 'sends no credentials to the storage' {
        $null = Save-BbCache node
        Get-StorageRequest | Should -HaveCount 1
        (Get-StorageRequest).authorization | Should -BeNullOrEmpty
        (Get-StorageRequest).status | Should -Be 200
    }

    It 'resumes where the connection broke, to the same bytes' {
        $null = Send-Order $emulator POST faults @{ port = 'storage'; truncateAfterBytes = 100000 }
        $null = Send-Order $emulator POST faults @{ port = 'storage'; truncateAfterBytes = 50000 }
        $file = Save-BbCache node a.tar
        Assert-Whole $file.FullName
        Get-Range | Should -Be '', 'bytes=100000-', 'bytes=150000-'
        Get-ChildItem | Should -HaveCount 1
    }

    It 'goes on with what an earlier call left, for the same version only' {
        $caches = Get-BbCache node
        $partial = Join-Path $folder "a.tar.$($caches[0].Uuid.Trim('{}')).partial"
        [IO.File]::WriteAllBytes($partial, [IO.File]::ReadAllBytes($whole)[0..199999])
        $file = $caches[0] | Save-BbCache -OutFile a.tar
        Assert-Whole $file.FullName
        Get-Range | Should -Be 'bytes=200000-'
        [IO.File]::WriteAllText($partial, 'x')
        ($caches[1] | Save-BbCache -OutFile a.tar).Length | Should -Be 250000
        (Get-StorageRequest)[-1].headers.Range | Should -BeNullOrEmpty
    }

    It 'asks for a fresh address when the first has ended' {
        $null = Send-Order $emulator POST faults @{ port = 'storage'; truncateAfterBytes = 1000 }
        $null = Send-Order $emulator POST faults @{ port = 'storage'; status = 403; contentType = 'application/xml'; body = "<Error><Message>Request has expired $canary</Message></Error>" }
        Assert-Whole (Save-BbCache node a.tar).FullName
        Get-EmulatorRequest $emulator -Path '*content-uri' | Should -HaveCount 2
    }

    It 'says so when the storage refuses a fresh address too, tells no address, and leaves no file' {
        $null = Send-Order $emulator PATCH options @{ linkLifetime = 0 }
        $all = Save-BbCache node a.tar -Verbose -Debug -ErrorVariable errors -ErrorAction Continue *>&1 | Out-String -Width 500
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheDownloadRefused,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        foreach ($text in $all, ($errors[0] | Format-List * -Force | Out-String -Width 500), ($errors[0].Exception | Format-List * -Force | Out-String -Width 500)) {
            $text | Should -Not -BeLike "*$canary*"
            $text | Should -Not -BeLike '*pipelines-caches*'
        }
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'makes no file of what is not as long as Bitbucket says' {
        $null = Send-Order $emulator POST caches/acme/widgets @{ name = 'odd'; size = 500; content = 'short' }
        Save-BbCache odd a.tar -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheSizeMismatch,*'
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'saves an empty cache' {
        $null = Send-Order $emulator POST caches/acme/widgets @{ name = 'empty'; size = 0 }
        (Save-BbCache empty a.tar).Length | Should -Be 0
    }

    It 'writes the address alone with -UriOnly' {
        $out = Save-BbCache node -UriOnly *>&1
        $out | Should -HaveCount 1
        $out | Should -BeOfType string
        $out | Should -BeLike "http://127.0.0.1:*$canary"
        (Invoke-WebRequest $out -NoProxy).RawContentLength | Should -Be 262144
        Get-ChildItem | Should -BeNullOrEmpty
        @(Get-BbCache | Save-BbCache -UriOnly) | Should -HaveCount 3
    }

    It 'requests several addresses at the same time, and writes them in the order of the caches' {
        $caches = @(Get-BbCache)
        $null = Send-Order $emulator POST faults @{ port = 'api'; times = 0; delaySeconds = 1 }
        $null = Send-Order $emulator POST faults @{ port = 'api'; path = $caches[0].Uuid.Trim('{', '}'); times = 0; delaySeconds = 10 }
        $null = Send-Order $emulator DELETE requests
        $addresses = $caches | Save-BbCache -UriOnly -ThrottleLimit 3
        Send-Order $emulator GET inflight/most | Should -Be 3
        # The addresses are numbered as they are answered: that of the first cache came last.
        $numbers = $addresses | ForEach-Object { [int]([uri]$_).Segments[-1] }
        $numbers[0] | Should -Be ($numbers | Measure-Object -Maximum).Maximum
    }

    It 'is an error where there is no such cache' {
        Save-BbCache nope -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheNotFound,*'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*node (2 versions)*'
        $gone = Get-BbCache 'my*'
        Remove-BbCache 'my*' -Force
        $gone | Save-BbCache -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheNotFound,*'
        { Save-BbCache } | Should -Throw -ErrorId 'CacheRequired,*'
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'replaces a file only when it may' {
        'old' | Set-Content a.tar
        Save-BbCache node a.tar -NoClobber -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Set-ItemProperty a.tar IsReadOnly $true
        Save-BbCache node a.tar -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'FileAccessDenied,*'
        Get-Content a.tar | Should -Be 'old'
        Get-StorageRequest | Should -BeNullOrEmpty
        Assert-Whole (Save-BbCache node a.tar -Force).FullName
        Assert-Whole (Save-BbCache node a.tar).FullName
    }

    It 'finds out before it downloads that <What>' -ForEach @(
        @{ What = 'the folder is not there'; Path = 'no/such/a.tar'; Id = 'FileAccessFailed' }
        @{ What = 'a folder has the name'; Path = 'taken/'; Id = 'FileAccessFailed' }
        @{ What = 'the folder is a file'; Path = 'file.txt/a.tar'; Id = 'FileAccess*' }
    ) {
        'x' | Set-Content file.txt
        $name = "widgets-node-$((Get-BbCache node)[0].Uuid.Substring(1, 8)).tar"
        $null = New-Item -ItemType Directory taken, (Join-Path taken $name)
        Save-BbCache node $Path -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-StorageRequest | Should -BeNullOrEmpty
        Get-ChildItem -Recurse -File | Should -HaveCount 1
    }

    It 'does not put several caches into one file' {
        Save-BbCache * a.tar -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheFileTaken,*'
        Get-StorageRequest | Should -BeNullOrEmpty
        Get-BbCache node | Save-BbCache -OutFile b.tar -ErrorVariable errors -ErrorAction SilentlyContinue | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CacheFileTaken,*'
        Assert-Whole b.tar
    }

    It 'keeps nothing of a large cache in memory' {
        $null = Send-Order $emulator POST caches/acme/widgets @{ name = 'big'; size = 67108864 }
        $before = [GC]::GetTotalAllocatedBytes()
        (Save-BbCache big a.tar).Length | Should -Be 67108864
        ([GC]::GetTotalAllocatedBytes() - $before) / 1MB | Should -BeLessThan 16
    }
}
