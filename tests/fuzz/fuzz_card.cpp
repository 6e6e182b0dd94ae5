// A card as a contact fetches it, and the contact point inside.
#include "crypto/base/init.h"
#include "crypto/vault/card.h"

#include <cstdlib>

using namespace sotto::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    if (!ready) {
        std::abort();
    }
    const ByteView input(data, size);
    static const CardSlotKey key;
    const ObjectId object;
    // The key is known, so the fuzzer may find a slot; mostly it finds how a layout goes wrong.
    static_cast<void>(openCard(object, key, input));
    Reader in(input);
    const ContactPoint contact = ContactPoint::read(in);
    if (in.finish()) {
        SecretWriter out;
        contact.write(out);
        if (!contact.isWellFormed() ||
            !std::equal(input.begin(), input.end(), out.view().begin(), out.view().end())) {
            std::abort();
        }
    }
    return 0;
}
