import Sotto.App
import Sotto.Components

// That another device has shut this one out; hidden where none has.
//
//   devices   the view-model (required)
//   advises   says what can be done about it
Banner {
    id: banner

    required property OwnDevicesModel devices
    property bool advises: false

    visible: banner.devices.shutOutTitle.length > 0
    kind: Banner.Danger
    title: banner.devices.shutOutTitle
    text: banner.advises ? banner.devices.shutOutAdvice : banner.devices.shutOutText
}
