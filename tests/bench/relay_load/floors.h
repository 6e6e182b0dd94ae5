#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

/// What nothing that writes to this disk with SQLite, or speaks WebSocket with Qt, can pass by
/// much.
namespace sotto::bench {

struct GroupCommits
{
    double rowsPerSecond = 0;
    double p99Ms = 0; ///< of one commit with its rows
};
/// Into one append-ordered rowid table, WAL, synchronous FULL, @p rowsPerCommit rows of @p rowBytes
/// a transaction.
[[nodiscard]] GroupCommits measureGroupCommits(const std::filesystem::path& folder,
                                               std::size_t rowsPerCommit, std::size_t rowBytes,
                                               double seconds);

/// Messages a second that a bare Qt WebSocket server on one thread sends back, to @p clients that
/// each wait for @p inFlight answers. The server is a process of its own.
[[nodiscard]] double measureEcho(std::size_t clients, std::size_t inFlight,
                                 std::size_t messageBytes, double seconds);

/// That server: serves a loopback port, writes its number as one line to standard output, and ends
/// when standard input does.
int serveEcho(int argc, char** argv);

} // namespace sotto::bench
