// sotto-bench-storage: what the encrypted database of a profile does in a second, and how long a
// person waits for it. One JSON object a line.
//
// usage: sotto-bench-storage FOLDER [MESSAGES]        (a million, if it is not said)
//
// A tenth of the messages stands in 200 conversations, a tenth in one, and the rest in another.
#include "app/storage/conversation_store.h"
#include "app/storage/vault_store.h"
#include "crypto/base/init.h"
#include "tests/bench/app/made_up_texts.h"
#include "tests/bench/json_line.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>

namespace {

using namespace sotto;
using namespace sotto::storage;
using bench::JsonLine;
using bench::MadeUpTexts;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 256; ///< what a relay delivers at once
constexpr std::size_t kPage = 50;
constexpr std::size_t kConversations = 200;
constexpr std::size_t kManyConversations = 2'000;
constexpr Milliseconds kNow = 1'800'000'000'000;

double millisecondsOf(Clock::duration time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

/// Of this thread: what is left of a time when others use the machine as well.
double cpuMilliseconds()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double quantile(std::vector<double> values, double part)
{
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void print(const std::string& name, double value, const std::string& unit)
{
    JsonLine().text("name", "storage/" + name).number("value", value).text("unit", unit).print();
}

/// Repeats @p work and prints how long it took.
template <class Work> void measure(const std::string& name, int times, Work&& work)
{
    std::vector<double> values;
    const double cpuStart = cpuMilliseconds();
    for (int i = 0; i < times; ++i) {
        const auto start = Clock::now();
        work();
        values.push_back(millisecondsOf(Clock::now() - start));
    }
    const double cpu = (cpuMilliseconds() - cpuStart) / times;
    JsonLine()
        .text("name", "storage/" + name)
        .number("value", quantile(values, 0.5))
        .text("unit", "ms")
        .number("cpu_mean", cpu)
        .number("first", values.front())
        .number("p99", quantile(values, 0.99))
        .number("max", quantile(values, 1.0))
        .print();
}

struct Batches
{
    std::vector<double> ms;
    double cpuMs = 0; ///< of all
};

Database openDatabase(const std::filesystem::path& file)
{
    DatabaseKey key;
    key.mutableView()[0] = 1;
    auto opened = Database::open(file, key, OpenMode::ReadWrite);
    if (!opened) {
        std::cerr << "sotto-bench-storage: cannot open " << file << '\n';
        std::exit(1);
    }
    return std::move(*opened);
}

class Profile
{
public:
    explicit Profile(Database& database)
        : m_database(database)
        , m_contacts(database)
        , m_conversations(database)
        , m_messages(database)
        , m_vault(database)
    {}

    void addConversations(std::size_t count)
    {
        Transaction transaction(m_database);
        for (std::size_t i = 0; i < count; ++i) {
            Contact contact;
            const std::size_t number = m_ids.size();
            std::memcpy(contact.account.data(), &number, sizeof number);
            contact.name = "Contact " + std::to_string(number);
            const RowId id = m_contacts.add(contact, crypto::Bytes(200));
            m_ids.push_back(m_conversations.add(ConversationKind::Person, id, kNow));
        }
        transaction.commit();
    }

    /// Adds @p count messages in batches to conversations from @p first on, @p conversations of
    /// them.
    Batches receive(std::size_t count, std::size_t first, std::size_t conversations,
                    std::size_t batch = kBatch)
    {
        Batches out;
        std::vector<Message> messages(batch);
        for (std::size_t done = 0; done < count; done += batch) {
            for (Message& message : messages) {
                ++m_received;
                const std::size_t at = first + m_received * 7 % conversations;
                message.conversation = m_ids[at];
                message.author = m_received % 3 == 0 ? kNoRow : static_cast<RowId>(at) + 1;
                const std::uint64_t uid = m_received * 0x9E3779B97F4A7C15U;
                std::memcpy(message.uid.data(), &uid, sizeof uid);
                message.state = message.isOwn() ? MessageState::Delivered : MessageState::Received;
                message.sent = message.received = kNow + static_cast<Milliseconds>(m_received) * 90;
                message.text = m_texts.next();
            }
            const auto start = Clock::now();
            const double cpuStart = cpuMilliseconds();
            Transaction transaction(m_database);
            for (const Message& message : messages) {
                if (!m_messages.add(message)) {
                    std::cerr << "sotto-bench-storage: a message was there already\n";
                    std::exit(1);
                }
            }
            transaction.commit();
            out.ms.push_back(millisecondsOf(Clock::now() - start));
            out.cpuMs += cpuMilliseconds() - cpuStart;
        }
        return out;
    }

    /// The records that hold @p count messages, as several devices write them in turns.
    Batches enterRecords(std::size_t count)
    {
        Batches out;
        VaultStore::Entry entry;
        for (std::size_t done = 0; done < count; done += kBatch) {
            const auto start = Clock::now();
            const double cpuStart = cpuMilliseconds();
            Transaction transaction(m_database);
            for (std::size_t i = 0; i < kBatch; ++i) {
                ++m_entered;
                entry.writer = static_cast<std::uint16_t>(done / kBatch % 3);
                entry.sequence = m_entered;
                const std::uint64_t hash = m_entered * 0x9E3779B97F4A7C15U;
                std::memcpy(entry.hash.data(), &hash, sizeof hash);
                std::string key(8, '\0');
                for (std::size_t byte = 0; byte < 8; ++byte) {
                    key[7 - byte] = static_cast<char>(m_entered >> (8 * byte));
                }
                m_vault.addEntry(entry, 1, key);
            }
            transaction.commit();
            out.ms.push_back(millisecondsOf(Clock::now() - start));
            out.cpuMs += cpuMilliseconds() - cpuStart;
        }
        return out;
    }

    void readPages(const std::string& name, std::size_t conversation)
    {
        const RowId id = m_ids[conversation];
        measure(name + "/newest", 50, [&] { found(m_messages.newest(id, kPage)); });
        const std::int64_t from = m_messages.newest(id, 1).front().position;
        const std::int64_t to = m_messages.after(id, 0, 1).front().position;
        std::int64_t step = 0;
        measure(name + "/anywhere", 200, [&] {
            step = (step + 61) % 200;
            found(m_messages.before(id, to + (from - to) / 200 * (step + 1), kPage));
        });
    }

    void search(const std::string& name, const std::string& query, std::size_t conversation = 0)
    {
        const RowId id = conversation == 0 ? kNoRow : m_ids[conversation];
        std::size_t hits = 0;
        measure("search/" + name, 20,
                [&] { hits = m_messages.search(query, id, kNoRow, kPage).size(); });
        print("search/" + name + "/hits", static_cast<double>(hits), "messages");
    }

    void searches()
    {
        search("rare_word", m_texts.word(20'000));
        search("common_word", m_texts.word(0));
        search("two_common_words", m_texts.word(0) + ' ' + m_texts.word(1));
        search("two_rare_words", m_texts.word(1'500) + ' ' + m_texts.word(1'501));
        search("common_and_rare_word", m_texts.word(0) + ' ' + m_texts.word(20'000));
        search("one_letter", m_texts.word(0).substr(0, 1));
        search("two_letters", m_texts.word(0).substr(0, 2));
        search("four_letters", m_texts.word(40).substr(0, 4));
        search("one_han", MadeUpTexts::han(0));
        search("rare_han", MadeUpTexts::han(2'500));
        search("four_han", MadeUpTexts::han(0) + MadeUpTexts::han(1) + MadeUpTexts::han(2) +
                               MadeUpTexts::han(3));
        search("no_hit", "zzyzx");
        search("common_word_of_small_conversation", m_texts.word(0), 7);
    }

    void summaries(const std::string& name)
    {
        measure("summaries/" + name, 20, [&] { found(m_conversations.summaries()); });
    }

private:
    template <class Rows> void found(const Rows& rows)
    {
        if (rows.empty()) {
            std::cerr << "sotto-bench-storage: nothing was found\n";
            std::exit(1);
        }
    }

    Database& m_database;
    ContactStore m_contacts;
    ConversationStore m_conversations;
    MessageStore m_messages;
    VaultStore m_vault;
    MadeUpTexts m_texts{1};
    std::vector<RowId> m_ids;
    std::size_t m_received = 0;
    std::size_t m_entered = 0;
};

void printRate(const std::string& name, const Batches& measured, std::size_t batch)
{
    const std::vector<double>& batches = measured.ms;
    double sum = 0;
    for (const double time : batches) {
        sum += time;
    }
    JsonLine()
        .text("name", "storage/" + name)
        .number("value", 1'000.0 * static_cast<double>(batches.size() * batch) / sum)
        .text("unit", "messages/s")
        .number("cpu_us_per_message",
                1'000.0 * measured.cpuMs / static_cast<double>(batches.size() * batch))
        .number("batch_ms_p50", quantile(batches, 0.5))
        .number("batch_ms_p99", quantile(batches, 0.99))
        .number("batch_ms_max", quantile(batches, 1.0))
        .print();
}

void measureOpening(const std::filesystem::path& file, const std::string& name)
{
    measure("open/" + name, 10, [&] { const Database database = openDatabase(file); });
    measure("open_to_first_page/" + name, 10, [&] {
        Database database = openDatabase(file);
        ConversationStore conversations(database);
        MessageStore messages(database);
        const auto summaries = conversations.summaries();
        const auto page = messages.newest(summaries.front().conversation.id, kPage);
    });
}

void run(const std::filesystem::path& file, std::size_t messages)
{
    const std::size_t tenth = messages / 10;
    std::optional<Database> database(openDatabase(file));
    auto profile = std::make_unique<Profile>(*database);
    profile->addConversations(kConversations + 2);
    printRate("insert/first_tenth", profile->receive(tenth, 2, kConversations), kBatch);
    printRate("vault_entries", profile->enterRecords(tenth), kBatch);
    printRate("insert/one_by_one", profile->receive(200, 2, kConversations, 1), 1);
    profile->summaries("200");
    measureOpening(file, std::to_string(tenth) + "_messages");
    print("size/first_tenth",
          static_cast<double>(database->sizeBytes()) / static_cast<double>(tenth), "bytes/message");

    printRate("insert/second_tenth", profile->receive(tenth, 0, 1), kBatch);
    printRate("insert/rest", profile->receive(messages - 2 * tenth, 1, 1), kBatch);
    print("size", static_cast<double>(database->sizeBytes()) / static_cast<double>(messages),
          "bytes/message");
    measureOpening(file, std::to_string(messages) + "_messages");
    profile->readPages("page/" + std::to_string(tenth) + "_messages", 0);
    profile->readPages("page/" + std::to_string(messages - 2 * tenth) + "_messages", 1);
    profile->searches();
    printRate("insert/one_by_one_at_the_end", profile->receive(200, 2, kConversations, 1), 1);
    profile->addConversations(kManyConversations - kConversations - 2);
    profile->receive(kManyConversations * 2, 0, kManyConversations);
    profile->summaries("2000");
    profile.reset();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2 || !crypto::initialize()) {
        std::cerr << "usage: sotto-bench-storage FOLDER [MESSAGES]\n";
        return 2;
    }
    std::filesystem::create_directories(argv[1]);
    const std::filesystem::path file = std::filesystem::path(argv[1]) / "bench.db";
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::filesystem::remove(file.string() + suffix);
    }
    run(file, argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000'000);
}
