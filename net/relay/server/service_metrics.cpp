#include "net/relay/server/service_metrics.h"

namespace sotto::relay {

void writeServiceCounters(PrometheusText& out, const ServiceCounters& c)
{
    const auto counter = [&out](std::string_view name, std::string_view help,
                                const ServiceCounters::Counter& value) {
        out.counter(name, help, value.load(std::memory_order_relaxed));
    };
    counter("sotto_relay_handshakes_begun_total", "Channel handshakes that a client began.",
            c.handshakesBegun);
    counter("sotto_relay_handshakes_done_total", "Channel handshakes that were finished.",
            c.handshakesDone);
    counter("sotto_relay_handshakes_failed_total", "Channel handshakes that were refused or cut.",
            c.handshakesFailed);
    counter("sotto_relay_eapi_fallbacks_total",
            "Clients whose ephemeral API key was unknown and that fell back to the access key.",
            c.eapiFallbacks);
    counter("sotto_relay_logins_total", "Logins that succeeded.", c.logins);
    counter("sotto_relay_logins_refused_total", "Logins that were refused.", c.loginsRefused);
    counter("sotto_relay_requests_total", "Requests of clients.", c.requests);
    counter("sotto_relay_refusals_total", "Requests that were refused, for whatever reason.",
            c.refusals);
    counter("sotto_relay_envelopes_stored_total", "Envelopes that were taken to the disk.",
            c.envelopesStored);
    counter("sotto_relay_envelopes_known_total",
            "Envelopes that were posted again and were on the disk already.", c.envelopesKnown);
    counter("sotto_relay_envelopes_refused_full_total",
            "Envelopes that were refused because their mailbox was full.", c.envelopesRefusedFull);
    counter("sotto_relay_tokens_refused_total", "Posts and prekey fetches with no valid token.",
            c.tokensRefused);
    counter("sotto_relay_envelopes_pushed_total", "Envelopes delivered straight from the commit.",
            c.envelopesPushed);
    counter("sotto_relay_envelopes_read_total", "Envelopes delivered from the disk.",
            c.envelopesRead);
    counter("sotto_relay_prekeys_without_one_time_total",
            "Prekey bundles given out without a one-time prekey.", c.prekeysWithoutOneTime);
    counter("sotto_relay_rate_limited_total", "Requests that came too often from one address.",
            c.rateLimited);
    counter("sotto_relay_disconnected_for_fault_total",
            "Connections that were ended because the client broke the protocol.",
            c.disconnectedForFault);
}

} // namespace sotto::relay
