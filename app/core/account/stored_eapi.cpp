#include "app/core/account/stored_eapi.h"

#include "app/core/base/wire_bytes.h"

namespace sotto::core {

StoredEapi::StoredEapi(Context& context, crypto::ByteView object)
    : m_context(context)
    , m_name("eapi:" + hexOf(object))
{}

std::optional<crypto::Eapi> StoredEapi::current() const
{
    // Another connection to the object may have stored a newer one.
    std::optional<crypto::Eapi> out;
    m_context.guard([&] {
        if (const auto stored = m_context.stores.state.find(m_name)) {
            out = fixedOf<crypto::Eapi>(stored->view());
        }
    });
    return out;
}

void StoredEapi::store(crypto::Eapi next)
{
    // Not within whatever called: it may be in a transaction of its own.
    m_context.later(0, [context = &m_context, name = m_name,
                        value = std::make_shared<crypto::Eapi>(std::move(next))] {
        Work work(*context);
        work.stores().state.put(name, value->view());
        work.commit();
    });
}

} // namespace sotto::core
