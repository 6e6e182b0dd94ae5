// Changes of a key list, one or many, and its stored state.
#include "crypto/base/init.h"
#include "crypto/objects/object_deletion.h"
#include "tests/fuzz/demand.h"

#include <algorithm>
#include <cstdlib>

using namespace sotto::crypto;
using sotto::test::demand;

namespace {

/// As far as a list holds, another change may be wrong but harms nothing.
void tryChanges(std::span<const ByteView> changes)
{
    auto list = changes.empty() ? KeyList::create({}) : KeyList::create(changes.front());
    if (!list) {
        return;
    }
    for (const ByteView change : changes.subspan(1)) {
        const KeyList before = *list;
        demand(isDeletion(change) || !list->checkDeletion(change));
        if (!list->extend({&change, 1})) {
            demand(*list == before);
        }
    }
    const auto parsed = KeyList::parse(list->serialize());
    demand(parsed && *parsed == *list);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    const ByteView input(data, size);
    if (const auto change = ListChange::parse(input)) {
        const Bytes statement = change->statement().serialize();
        demand(std::ranges::equal(statement, input.first(statement.size())));
        tryChanges({&input, 1});
    }
    if (const auto changes = splitChanges(input)) {
        demand(std::ranges::equal(serializeChanges(*changes), input));
        tryChanges(*changes);
    }
    if (const auto list = KeyList::parse(input)) {
        demand(std::ranges::equal(list->serialize(), input));
        static_cast<void>(list->mayWrite(0));
        static_cast<void>(list->couldWriteAt(kRootIndex - 1, list->number()));
    }
    return 0;
}
