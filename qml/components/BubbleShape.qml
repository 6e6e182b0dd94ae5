import QtQuick
import Sotto.Native
import Sotto.Theme

// The ground of a bubble. Where it faces its neighbour of the same author, its corner is small.
//
//   color         (required)
//   atEnd         own bubbles stand at the end, so their small corners do
//   joinsAbove, joinsBelow   a neighbour of the same group stands there
//   hollow        an edge instead of the fill
//   grow          the corners of a shape so much larger on each side: the ring around a bubble
RoundedShape {
    id: shape

    property bool atEnd: false
    property bool joinsAbove: false
    property bool joinsBelow: false
    property bool hollow: false
    property int grow: 0

    readonly property bool atRight: shape.atEnd !== Theme.mirrored
    readonly property int round: Theme.radius.bubble + shape.grow
    readonly property int joint: Theme.radius.joint + shape.grow

    topLeft: shape.joinsAbove && !shape.atRight ? shape.joint : shape.round
    topRight: shape.joinsAbove && shape.atRight ? shape.joint : shape.round
    bottomRight: shape.joinsBelow && shape.atRight ? shape.joint : shape.round
    bottomLeft: shape.joinsBelow && !shape.atRight ? shape.joint : shape.round
    edgeWidth: shape.hollow || Theme.highContrast ? Theme.size.edge : 0
    edgeColor: shape.hollow ? Theme.color.lineStrong : Theme.color.control
}
