pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Native
import Sotto.Theme

// The picture of a person (a circle) or a group (a square with round corners), or their initials on
// one of eight colours until there is a picture.
//
//   initials     at most two letters; empty shows the icon of a person or group
//   colorIndex   which of the eight colours: the first byte of the identifier will do
//   source       the picture, already round (the provider rounds while decoding); empty shows initials
//   group        a group instead of a person
//   size         edge in pixels
//   iconName     an icon instead of both, on the accent's tint: notes to self, an invite
//   pending      a dashed edge and no ground: an invite that nobody has used yet
Item {
    id: avatar

    property string initials
    property int colorIndex: 0
    property url source
    property bool group: false
    property int size: Theme.size.avatarRow
    property string iconName
    property bool pending: false

    property bool hasPicture: false
    readonly property int cornerRadius: avatar.group ? Math.round(avatar.size * 0.3) : avatar.size / 2

    implicitWidth: avatar.size
    implicitHeight: avatar.size

    Accessible.ignored: true

    Rectangle {
        anchors.fill: parent
        visible: !avatar.hasPicture && !avatar.pending
        radius: avatar.cornerRadius
        color: avatar.iconName.length > 0 ? Theme.color.accentTint : Theme.avatar.background(avatar.colorIndex)
        border.width: Theme.size.edge
        border.color: Theme.color.tintEdge
    }

    When {
        active: avatar.pending

        Icon {
            anchors.fill: parent
            name: "dashed-circle"
            size: avatar.size
            color: Theme.color.control
        }
    }

    Label {
        anchors.centerIn: parent
        visible: !avatar.hasPicture && avatar.iconName.length === 0
        text: avatar.initials
        // The letters follow the picture's size, not the size of text.
        type: TypeStyle {
            pixelSize: Math.round(avatar.size * 0.36)
            leading: avatar.size
            weight: Theme.type.heading.weight
        }
        color: Theme.avatar.text(avatar.colorIndex)
        Accessible.ignored: true
    }

    When {
        active: !avatar.hasPicture && (avatar.iconName.length > 0 || avatar.initials.length === 0)

        Icon {
            anchors.centerIn: parent
            name: avatar.iconName.length > 0 ? avatar.iconName : avatar.group ? "group" : "person"
            size: Math.round(avatar.size * 0.45)
            color: avatar.pending ? Theme.color.text2 : avatar.iconName.length > 0 ? Theme.color.accentText : Theme.avatar.text(avatar.colorIndex)
        }
    }

    When {
        active: String(avatar.source).length > 0

        Image {
            id: picture

            anchors.fill: parent
            source: avatar.source
            sourceSize.width: avatar.size
            sourceSize.height: avatar.size
            asynchronous: true
            onStatusChanged: avatar.hasPicture = picture.status === Image.Ready
            Component.onDestruction: avatar.hasPicture = false
        }
    }
}
