// Chains read from their newest record back, and stored states of that. The input is a list of
// operations on records that it describes; whoever made it has the keys of all writers.
#include "crypto/base/init.h"
#include "tests/crypto/vault/newcomer.h"
#include "tests/fuzz/demand.h"

using namespace sotto::crypto;
using sotto::test::demand;
using sotto::test::forge;
using sotto::test::Forged;
using sotto::test::Newcomer;
using sotto::test::VaultWorld;

namespace {

constexpr std::size_t kWriters = 4;
constexpr std::size_t kRecordsMax = 48;
constexpr std::size_t kOperationsMax = 200;

enum class Operation : std::uint8_t
{
    Make,
    Take,
    TakeNewer,
    TakeRun,
    TakeNewerRun,
    Strike,
    TakeChanged,
    Restore,
    Count,
};

/// Made once: keys live in guarded pages, which take long to get.
struct Keys
{
    Keys()
        : world(1, kWriters)
    {
        for (int i = 0; i < 2; ++i) { // three epochs
            world.older.push_back(world.shared.duplicate());
            world.shared = world.shared.next(world.random);
        }
        epochs.push_back(world.older.front().duplicate());
        epochs.push_back(world.older.back().duplicate());
        epochs.push_back(world.shared.duplicate());
    }

    VaultWorld world;
    std::vector<SharedKey> epochs;
};

class Play
{
public:
    Play(ByteView input, Keys& keys)
        : m_in(input)
        , m_keys(keys)
        , m_world(keys.world)
        , m_newcomer(m_world)
    {
        for (auto& device : m_world.all) {
            device.struck = false;
        }
        useEpoch(2);
    }

    void run()
    {
        for (std::size_t i = 0; i < kOperationsMax && m_in.remaining() > 0; ++i) {
            const Bytes before = m_newcomer.history.serialize();
            const bool changed = operate();
            const Bytes after = m_newcomer.history.serialize();
            demand(changed || before == after);
            const auto again = VaultHistory::parse(after);
            demand(again && again->serialize() == after);
            ask();
        }
    }

private:
    void make()
    {
        Forged next;
        next.writer = m_in.u8() % kWriters;
        const std::uint8_t place = m_in.u8();
        next.sequence = place == 255 ? ~std::uint64_t{0} : place;
        next.previous = hashOf(m_in.u8());
        useEpoch(m_in.u8() % m_keys.epochs.size());
        const std::uint8_t flags = m_in.u8();
        next.checkpoint = (flags & 1U) != 0;
        for (std::uint8_t count = m_in.u8() % 5; count > 0; --count) {
            SeenHead head;
            head.writer = m_in.u8() % kWriters;
            head.sequence = m_in.u8();
            head.hash = hashOf(m_in.u8());
            next.seen.push_back(head);
        }
        const VaultRecord record = forge(m_world, next);
        m_made.push_back((flags & 2U) != 0 ? record.stripped() : record);
    }

    /// The key that records are written with; if it is not the newest one, that is not known.
    void useEpoch(std::size_t which)
    {
        if (m_world.shared.epoch() != m_keys.epochs[which].epoch()) {
            m_world.shared = m_keys.epochs[which].duplicate();
        }
    }

    /// Zero, of one that was made, or of none.
    RecordHash hashOf(std::uint8_t which)
    {
        if (which == 0) {
            return {};
        }
        RecordHash out;
        out.bytes.fill(which);
        return which > m_made.size() ? out : m_made[which - 1].header.hash();
    }

    /// What was made, as a run of up to four.
    std::vector<Bytes> some(bool back)
    {
        std::vector<Bytes> out;
        const std::size_t from = m_in.u8();
        const std::size_t count = m_in.u8() % 5;
        for (std::size_t i = from; i < from + count && i < m_made.size(); ++i) {
            out.push_back(m_made[i].serialize());
        }
        if (back) {
            std::reverse(out.begin(), out.end());
        }
        return out;
    }

    bool run(bool back)
    {
        const std::vector<Bytes> records = some(back);
        const std::vector<ByteView> views(records.begin(), records.end());
        const VaultSources sources = m_newcomer.sources();
        const auto taken = back ? m_newcomer.history.takeRun(views, sources)
                                : m_newcomer.history.takeNewerRun(views, sources);
        for (std::size_t i = 0; taken && i < taken->size(); ++i) {
            m_newcomer.keep((*taken)[i]);
        }
        return taken && !taken->empty();
    }

    bool take(const VaultRecord& record)
    {
        const auto before = m_newcomer.history.oldest(record.header.writer);
        const auto taken = m_newcomer.take(record);
        if (taken) {
            demand(m_newcomer.history.oldest(taken->writer) == taken->sequence);
            demand(!before || *before == taken->sequence + 1);
        }
        return taken.has_value();
    }

    /// True if the state may be another one now.
    bool operate()
    {
        const auto operation =
            static_cast<Operation>(m_in.u8() % static_cast<std::uint8_t>(Operation::Count));
        if (operation == Operation::Make && m_made.size() < kRecordsMax) {
            make();
            return false;
        }
        if (operation == Operation::Strike) {
            auto& device = m_world.all[m_in.u8() % kWriters];
            device.struck = !device.struck;
            return false;
        }
        if (operation == Operation::Restore) {
            const ByteView state = m_in.rest();
            auto stored = VaultHistory::parse(state);
            if (stored) {
                const Bytes again = stored->serialize();
                demand(std::equal(state.begin(), state.end(), again.begin(), again.end()));
                m_newcomer.history = std::move(*stored);
            }
            return stored.has_value();
        }
        if (operation == Operation::TakeRun || operation == Operation::TakeNewerRun) {
            return run(operation == Operation::TakeRun);
        }
        if (m_made.empty()) {
            return false;
        }
        const VaultRecord& record = m_made[m_in.u8() % m_made.size()];
        if (operation == Operation::TakeNewer) {
            return m_newcomer.takeNewer(record).has_value();
        }
        if (operation == Operation::TakeChanged) {
            Bytes bytes = record.serialize();
            bytes[m_in.u16() % bytes.size()] ^= m_in.u8();
            return m_newcomer.history.take(bytes, m_newcomer.sources()).has_value();
        }
        return take(record);
    }

    void ask()
    {
        const WriterKeys writers = m_world.sources().writers;
        const std::map<WriterIndex, std::uint64_t> shown{{0, 3}, {1, 1}, {3, ~std::uint64_t{0}}};
        const VaultHistory& history = m_newcomer.history;
        const auto wanted = history.wanted(shown, writers);
        demand(wanted.empty() == history.isComplete(shown, writers));
        for (const WantedRecords& next : wanted) {
            demand(next.oldest >= 1 && next.oldest <= next.newest);
            const auto oldest = history.oldest(next.writer);
            demand(!oldest || *oldest == next.newest + 1);
        }
        for (const MissingRecords& gone : history.missing(shown, writers)) {
            demand(gone.first <= gone.last);
        }
    }

    Reader m_in;
    Keys& m_keys;
    VaultWorld& m_world;
    Newcomer m_newcomer;
    std::vector<VaultRecord> m_made;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    static Keys keys;
    Play(ByteView(data, size), keys).run();
    return 0;
}
