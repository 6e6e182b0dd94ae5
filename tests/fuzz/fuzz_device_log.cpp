#include "crypto/base/init.h"
#include "crypto/log/fork_proof.h"
#include "crypto/log/slow_change.h"
#include "tests/fuzz/demand.h"

#include <cstdlib>

using namespace sotto::crypto;
using sotto::test::demand;

namespace {

/// Whatever parses is written back as the same bytes: there is one encoding of everything.
void tryParsers(ByteView input)
{
    if (const auto entry = LogEntry::parse(input)) {
        demand(std::ranges::equal(entry->statement().serialize(), entry->signedBytes()));
        static_cast<void>(judge(LogState{}, *entry));
    }
    if (const auto proof = ForkProof::parse(input)) {
        demand(std::ranges::equal(proof->serialize(), input));
    }
    if (const auto proof = CloneProof::parse(input)) {
        demand(std::ranges::equal(proof->serialize(), input));
    }
    if (const auto seen = Sightings::parse(input)) {
        demand(std::ranges::equal(seen->serialize(), input));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    const ByteView input(data, size);
    tryParsers(input);
    const auto entries = splitSerializedLog(input);
    if (!entries || entries->empty()) {
        return 0;
    }
    for (const ByteView entry : *entries) {
        tryParsers(entry);
    }
    // As far as the log holds, another entry of the input may be wrong but harms nothing.
    const auto whole = DeviceLog::verify(*entries);
    if (whole) {
        demand(std::ranges::equal(whole->serialize(), input));
    } else if (whole.error().entryIndex > 0) {
        auto good = DeviceLog::verify(std::span(*entries).first(whole.error().entryIndex));
        demand(good.has_value());
        const EntryHash head = good->head();
        demand(!good->extend(*entries) && good->head() == head);
        if (const auto fork = detectFork(*good, *entries)) {
            demand(fork->verify(*good));
            static_cast<void>(fork->stopsSending(*good));
        }
        Sightings seen;
        seen.note(good->state(), Timestamp{0});
        const auto again = Sightings::parse(seen.serialize());
        demand(again && again->serialize() == seen.serialize());
        static_cast<void>(detectClone(*good, (*entries)[whole.error().entryIndex]));
    }
    return 0;
}
