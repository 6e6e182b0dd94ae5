import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// On or off, at once.
//
//   checked, onToggled   as in Qt Quick
//   name                 what it switches, for readers of the screen (required)
T.Switch {
    id: control

    required property string name

    readonly property int knob: Math.round(Theme.size.switchHeight * (control.checked ? 0.75 : 0.6))

    implicitWidth: Theme.size.switchWidth
    implicitHeight: Theme.size.switchHeight
    padding: 0
    hoverEnabled: true

    Accessible.role: Accessible.CheckBox
    Accessible.name: control.name
    Accessible.checked: control.checked

    Keys.onReturnPressed: control.activate()
    Keys.onEnterPressed: control.activate()

    function activate() {
        control.toggle();
        control.toggled();
    }

    indicator: Rectangle {
        width: control.width
        height: control.height
        radius: height / 2
        color: !control.enabled && control.checked ? Theme.color.field : control.checked ? (control.hovered ? Theme.color.accentHover : Theme.color.accent) : control.hovered ? Theme.color.hover : "transparent"
        border.width: control.checked && control.enabled ? 0 : Theme.size.edge
        border.color: control.enabled ? Theme.color.control : Theme.color.lineStrong

        Rectangle {
            readonly property real inset: (parent.height - height) / 2

            x: inset + (parent.width - width - 2 * inset) * (control.mirrored ? 1 - control.visualPosition : control.visualPosition)
            y: inset
            width: control.knob
            height: control.knob
            radius: control.knob / 2
            color: !control.enabled ? Theme.color.textDis : control.checked ? Theme.color.inkOnAccent : Theme.color.control

            Behavior on x {
                enabled: Theme.motion.moves && !control.pressed

                NumberAnimation {
                    duration: Theme.motion.fast
                    easing.type: Theme.motion.easingIn
                }
            }
        }

        FocusRing {
            shown: control.visualFocus
            cornerRadius: parent.radius
        }
    }
}
