#include "net/relay/store/check_store.h"

#include "net/relay/store/blob_files.h"
#include "net/relay/store/schema.h"
#include "net/relay/store/store_folder.h"

#include <set>

namespace sotto::relay {

namespace {

/// A damaged disk shall not fill the terminal.
constexpr int kFindingsOfSqlite = 20;

class Check
{
public:
    explicit Check(const std::filesystem::path& folder)
        : m_folder(folder)
        , m_database(StoreFolder::database(folder), Database::Mode::Read)
    {
        requireSchema(m_database);
    }

    std::vector<std::string> run()
    {
        // One view of everything, beside a relay that goes on.
        m_database.run("BEGIN");
        askSqlite();
        checkTables();
        parseStates();
        checkFiles();
        m_database.run("COMMIT");
        return std::move(m_findings);
    }

private:
    void askSqlite()
    {
        Query query = m_database.query("PRAGMA integrity_check(20)");
        for (int i = 0; i < kFindingsOfSqlite && query.step(); ++i) {
            const ByteView text = query.view(0);
            std::string finding(text.begin(), text.end());
            if (finding != "ok") {
                m_findings.push_back("relay.db: SQLite reports: " + finding);
            }
        }
    }

    /// @p sql counts rows that should not be.
    void expectNone(const char* sql, const std::string& what)
    {
        if (const std::int64_t count = m_database.value(sql); count != 0) {
            m_findings.push_back("relay.db: " + std::to_string(count) + " " + what);
        }
    }

    void checkTables()
    {
        expectNone("SELECT COUNT(*) FROM arrival JOIN mailbox ON mailbox.row = arrival.mailbox "
                   "LEFT JOIN cursor ON cursor.mailbox = arrival.mailbox "
                   "WHERE number > IFNULL(acknowledged, 0) AND NOT EXISTS "
                   "(SELECT 1 FROM envelope WHERE envelope.row = arrival.row)",
                   "envelopes wait whose bytes are missing");
        expectNone("SELECT COUNT(*) FROM envelope LEFT JOIN arrival "
                   "ON arrival.row = envelope.row WHERE arrival.row IS NULL",
                   "envelopes are stored that no mailbox knows");
        expectNone("SELECT COUNT(*) FROM envelope JOIN arrival ON arrival.row = envelope.row "
                   "WHERE envelope.mailbox <> arrival.mailbox OR "
                   "envelope.number <> arrival.number OR LENGTH(bytes) <> size",
                   "envelopes differ from what their mailbox knows of them");
        expectNone("SELECT COUNT(*) FROM (SELECT MAX(number) - IFNULL(acknowledged, 0) AS last, "
                   "COUNT(*) AS waiting FROM arrival JOIN mailbox ON mailbox.row = arrival.mailbox "
                   "LEFT JOIN cursor ON cursor.mailbox = arrival.mailbox "
                   "WHERE number > IFNULL(acknowledged, 0) GROUP BY arrival.mailbox) "
                   "WHERE last <> waiting",
                   "mailboxes have gaps among the envelopes that wait");
        expectNone("SELECT COUNT(*) FROM object WHERE row NOT IN "
                   "(SELECT object FROM object_state)",
                   "objects have no state");
        expectNone("SELECT COUNT(*) FROM eapi_key WHERE eapi NOT IN (SELECT row FROM eapi)",
                   "EAPI identifiers lead to no record");
        expectNone("SELECT COUNT(*) FROM vault_writer WHERE newest <> "
                   "(SELECT IFNULL(MAX(sequence), 0) FROM record WHERE "
                   "record.vault = vault_writer.vault AND record.writer = vault_writer.writer)",
                   "writers of vaults are not where their records end");
        expectNone("SELECT COUNT(*) FROM blob WHERE received > size",
                   "blobs have more bytes than they should");
    }

    void parseStates()
    {
        std::uint64_t states = 0;
        std::uint64_t lists = 0;
        {
            Query query =
                m_database.query("SELECT state, (SELECT COUNT(*) FROM list_change WHERE "
                                 "list_change.object = object_state.object), "
                                 "(SELECT IFNULL(MAX(number), 0) FROM version WHERE "
                                 "version.object = object_state.object) FROM object_state");
            while (query.step()) {
                const auto state = crypto::VersionedObject::parse(query.view(0));
                states += state ? 0U : 1U;
                lists += state && (state->list().number() + 1 != query.number(1) ||
                                   state->newest().number != query.number(2))
                             ? 1U
                             : 0U;
            }
        }
        report(states, "objects have a damaged state");
        report(lists, "objects differ from their list changes or versions");
        countDamaged("SELECT record FROM eapi", "EAPI records are damaged",
                     [](ByteView bytes) { return crypto::EapiRecord::parse(bytes).has_value(); });
        countDamaged(
            "SELECT accepted FROM accepted_tokens", "mailboxes have damaged tokens",
            [](ByteView bytes) { return crypto::AcceptedTokens::parse(bytes).has_value(); });
    }

    template <class IsGood>
    void countDamaged(const char* sql, const std::string& what, IsGood isGood)
    {
        std::uint64_t damaged = 0;
        {
            Query query = m_database.query(sql);
            while (query.step()) {
                damaged += isGood(query.view(0)) ? 0U : 1U;
            }
        }
        report(damaged, what);
    }

    void checkFiles()
    {
        std::uint64_t missing = 0;
        std::set<std::filesystem::path> known;
        {
            Query query = m_database.query("SELECT row, received FROM blob");
            while (query.step()) {
                const std::filesystem::path path = DiskBlobFiles::pathOf(query.integer(0));
                std::error_code error;
                const auto size =
                    std::filesystem::file_size(StoreFolder::blobs(m_folder) / path, error);
                missing += query.number(1) > 0 && (error || size < query.number(1)) ? 1U : 0U;
                known.insert(path);
            }
        }
        if (missing > 0) {
            m_findings.push_back("blobs: " + std::to_string(missing) +
                                 " files are missing or too short");
        }
        {
            Query query = m_database.query("SELECT row FROM removed_blob");
            while (query.step()) {
                known.insert(DiskBlobFiles::pathOf(query.integer(0)));
            }
        }
        countOrphans(known);
    }

    void countOrphans(const std::set<std::filesystem::path>& known)
    {
        const std::filesystem::path blobs = StoreFolder::blobs(m_folder);
        std::uint64_t orphans = 0;
        std::error_code error;
        for (std::filesystem::recursive_directory_iterator it(blobs, error), end;
             !error && it != end; it.increment(error)) {
            std::error_code ignored; // gone meanwhile
            if (it->is_regular_file(ignored) &&
                !known.contains(it->path().lexically_relative(blobs))) {
                ++orphans;
            }
        }
        if (orphans > 0) {
            m_findings.push_back("blobs: " + std::to_string(orphans) +
                                 " files belong to no blob; if no relay is running, they may be "
                                 "deleted");
        }
    }

    void report(std::uint64_t count, const std::string& what)
    {
        if (count > 0) {
            m_findings.push_back("relay.db: " + std::to_string(count) + " " + what);
        }
    }

    std::filesystem::path m_folder;
    Database m_database;
    std::vector<std::string> m_findings;
};

} // namespace

std::vector<std::string> checkStore(const std::filesystem::path& folder)
{
    return Check(folder).run();
}

} // namespace sotto::relay
