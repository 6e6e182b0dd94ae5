import Sotto.App
import Sotto.Components

// That another device has shut this one out; hidden where none has.
//
//   devices   the view-model (required)
Banner {
    id: banner

    required property OwnDevicesModel devices

    visible: banner.devices.shutOutTitle.length > 0
    kind: Banner.Danger
    title: banner.devices.shutOutTitle
    text: banner.devices.shutOutText
}
