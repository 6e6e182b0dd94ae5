#pragma once

namespace sotto::storage {

/// Makes SQLite wipe all memory that it gives back: its page cache holds what is encrypted on the
/// disk. Called once, before anything else of SQLite; later calls do nothing.
///
/// SQLCipher's own PRAGMA cipher_memory_security would also lock each block into memory with a
/// system call of its own, which costs more than the encryption does and fails beyond the 8 MiB
/// that a Linux user may lock.
void wipeMemoryOfSqlite();

} // namespace sotto::storage
