// sotto-bench-store: posts a second through the relay's store thread, beside the same bytes in a
// bare SQLite table (append-ordered, WAL, synchronous=FULL) committed in groups of the same size.
// Both take turns, so that a machine that slows down slows both. One JSON object a line.
//
// usage: sotto-bench-store FOLDER [TURNS [SECONDS]]
#include "crypto/base/init.h"
#include "net/relay/store/sqlite_store.h"
#include "net/relay/store/store_thread.h"
#include "tests/support/deterministic_random.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <semaphore>
#include <sqlite3.h>

namespace {

using namespace sotto;
using namespace sotto::relay;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t kEnvelopeBytes = 1024;
constexpr Timestamp kNow{1'800'000'000};

struct Turn
{
    double rowsPerSecond = 0;
    std::vector<double> groupMs; ///< from the first row of a group to its commit
};

[[noreturn]] void fail(const char* what)
{
    std::cerr << "sotto-bench-store: " << what << '\n';
    std::exit(1);
}

void require(bool holds, const char* what)
{
    if (!holds) {
        fail(what);
    }
}

std::string numberedBytes(std::uint64_t number)
{
    std::string out(kEnvelopeBytes, 'e');
    std::memcpy(out.data(), &number, sizeof number);
    return out;
}

/// What nothing that commits rows in groups can do without.
class Floor
{
public:
    explicit Floor(const std::filesystem::path& file)
    {
        require(sqlite3_open(file.c_str(), &m_database) == SQLITE_OK, "cannot open the floor");
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE envelope (row INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
        sqlite3_prepare_v2(m_database, "INSERT INTO envelope (bytes) VALUES (?)", -1, &m_insert,
                           nullptr);
    }
    Floor(const Floor&) = delete;
    Floor& operator=(const Floor&) = delete;
    ~Floor()
    {
        sqlite3_finalize(m_insert);
        sqlite3_close(m_database);
    }

    Turn turn(std::size_t groupSize, Clock::duration length)
    {
        Turn out;
        std::size_t rows = 0;
        const auto start = Clock::now();
        auto last = start;
        while (last - start < length) {
            run("BEGIN");
            for (std::size_t i = 0; i < groupSize; ++i, ++rows) {
                const std::string bytes = numberedBytes(m_number++);
                sqlite3_bind_blob(m_insert, 1, bytes.data(), static_cast<int>(bytes.size()),
                                  SQLITE_STATIC);
                require(sqlite3_step(m_insert) == SQLITE_DONE, "the floor does not insert");
                sqlite3_reset(m_insert);
            }
            run("COMMIT");
            const auto now = Clock::now();
            out.groupMs.push_back(Milliseconds(now - last).count());
            last = now;
        }
        out.rowsPerSecond =
            static_cast<double>(rows) / std::chrono::duration<double>(last - start).count();
        return out;
    }

private:
    void run(const char* sql)
    {
        require(sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) == SQLITE_OK,
                "the floor's SQLite fails");
    }

    sqlite3* m_database = nullptr;
    sqlite3_stmt* m_insert = nullptr;
    std::uint64_t m_number = 0;
};

/// As many clients as a group has envelopes; each posts its next one when the last is committed.
class Posting
{
public:
    Posting(const std::filesystem::path& folder, bool acknowledges)
        : m_acknowledges(acknowledges)
        , m_thread(openSqliteStore(folder, options()), threadOptions())
    {
        m_thread.start();
        for (std::size_t i = 0; i < m_mailboxes.size(); ++i) {
            m_mailboxes[i].bytes[0] = static_cast<std::uint8_t>(i + 1);
            m_mailboxes[i].bytes[9] = 7;
        }
        m_token.bytes.fill(9);
        test::DeterministicRandom random(1);
        const auto tokens = crypto::AcceptedTokens::make({&m_token, 1}, random);
        std::binary_semaphore done(0);
        m_thread.submit({[&](Store& store) {
                             for (std::size_t i = 0; i < m_mailboxes.size(); ++i) {
                                 store.mailboxes().create(m_mailboxes[i], {}, kNow);
                                 store.mailboxes().setTokens(m_mailboxes[i], tokens);
                                 m_epochs[i] =
                                     store.mailboxes().subscribe(m_mailboxes[i], 0)->epoch;
                             }
                         },
                         [&](StoreOutcome outcome) {
                             require(outcome == StoreOutcome::Committed, "no mailboxes");
                             done.release();
                         }});
        done.acquire();
    }

    Turn turn(std::size_t groupSize, Clock::duration length)
    {
        m_turn = {};
        m_rows = 0;
        m_groupSize = groupSize;
        m_inFlight = groupSize;
        m_start = Clock::now();
        m_lastGroup = m_start;
        m_end = m_start + length;
        // Together, as clients that were all answered at once would.
        m_thread.submit({[](Store&) {},
                         [this, groupSize](StoreOutcome) {
                             for (std::size_t i = 0; i < groupSize; ++i) {
                                 post();
                             }
                         }});
        m_done.acquire();
        m_turn.rowsPerSecond = static_cast<double>(m_rows) /
                               std::chrono::duration<double>(m_lastGroup - m_start).count();
        return m_turn;
    }

private:
    static StoreOptions options()
    {
        StoreOptions out;
        out.mailbox.envelopesMax = UINT64_MAX;
        out.mailbox.bytesMax = UINT64_MAX;
        return out;
    }
    StoreThread::Options threadOptions()
    {
        StoreThread::Options out;
        out.expiryClock = [] { return kNow; };
        out.onFailure = [](StoreFailure::Kind, const std::string& text) { fail(text.c_str()); };
        return out;
    }

    void post()
    {
        const std::size_t at = m_number % m_mailboxes.size();
        // Hashing is the connections' work, on threads of their own.
        NewEnvelope envelope;
        std::memcpy(envelope.id.data() + 8, &m_number, sizeof m_number);
        envelope.bytes = std::make_shared<const std::string>(numberedBytes(m_number++));
        m_thread.submit({[this, at, envelope](Store& store) {
                             const auto outcome = store.mailboxes().post(m_mailboxes[at], m_token,
                                                                         {&envelope, 1}, kNow);
                             require((*outcome)[0].result == PostResult::Stored, "not stored");
                             if (m_acknowledges) {
                                 store.mailboxes().acknowledge(m_mailboxes[at], m_epochs[at],
                                                               (*outcome)[0].number - 1);
                             }
                         },
                         [this](StoreOutcome) { committed(); }});
    }

    // On the store's thread.
    void committed()
    {
        const auto now = Clock::now();
        if (++m_rows % m_groupSize == 0) {
            m_turn.groupMs.push_back(Milliseconds(now - m_lastGroup).count());
            m_lastGroup = now;
        }
        if (now < m_end) {
            post();
        } else if (--m_inFlight == 0) {
            m_done.release();
        }
    }

    bool m_acknowledges;
    std::array<MailboxId, 16> m_mailboxes{};
    std::array<std::uint64_t, 16> m_epochs{};
    crypto::DeliveryTokenHash m_token;
    std::uint64_t m_number = 0;
    Turn m_turn;
    std::size_t m_rows = 0;
    std::size_t m_groupSize = 0;
    std::size_t m_inFlight = 0;
    Clock::time_point m_start, m_lastGroup, m_end;
    std::binary_semaphore m_done{0};
    StoreThread m_thread;
};

double quantile(std::vector<double> values, double part)
{
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void print(const char* what, std::size_t groupSize, const std::vector<Turn>& turns, double floor)
{
    std::vector<double> rates;
    std::vector<double> groups;
    for (const Turn& turn : turns) {
        rates.push_back(turn.rowsPerSecond);
        groups.insert(groups.end(), turn.groupMs.begin(), turn.groupMs.end());
    }
    const double rate = quantile(rates, 0.5);
    std::cout << R"({"name":"store/)" << what << R"(","group":)" << groupSize
              << R"(,"rows_per_second":)" << static_cast<std::uint64_t>(rate)
              << R"(,"group_ms_p50":)" << quantile(groups, 0.5) << R"(,"group_ms_p99":)"
              << quantile(groups, 0.99) << R"(,"group_ms_max":)" << quantile(groups, 1.0);
    if (floor > 0) {
        std::cout << R"(,"of_floor":)" << rate / floor;
    }
    std::cout << "}" << std::endl;
}

double medianRate(const std::vector<Turn>& turns)
{
    std::vector<double> rates;
    for (const Turn& turn : turns) {
        rates.push_back(turn.rowsPerSecond);
    }
    return quantile(rates, 0.5);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2 || !crypto::initialize()) {
        fail("usage: sotto-bench-store FOLDER [TURNS [SECONDS]]");
    }
    const std::filesystem::path folder = argv[1];
    const int turns = argc > 2 ? std::atoi(argv[2]) : 5;
    const auto length = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(argc > 3 ? std::atof(argv[3]) : 0.5));
    std::filesystem::create_directories(folder);
    Floor floor(folder / "floor.db");
    Posting posting(folder / "posts", false);
    Posting acknowledging(folder / "acknowledged", true);
    for (const std::size_t groupSize : {1U, 32U, 100U}) {
        std::vector<Turn> floors;
        std::vector<Turn> posts;
        std::vector<Turn> acknowledged;
        for (int i = 0; i < turns; ++i) {
            floors.push_back(floor.turn(groupSize, length));
            posts.push_back(posting.turn(groupSize, length));
            acknowledged.push_back(acknowledging.turn(groupSize, length));
        }
        print("floor", groupSize, floors, 0);
        print("post", groupSize, posts, medianRate(floors));
        print("post_acknowledge", groupSize, acknowledged, medianRate(floors));
    }
}
