//! An area's outline while somebody draws it at a desk: corners are moved, added and taken away, each step can be taken
//! back, and an outline is split in two between two of its corners.

use feltbog_shared::model::outline::{Corner, Ground, MAX_CORNERS, Outline};

/// Steps that can be taken back.
const STEPS: usize = 200;
/// Share of the whole by which the parts of a split may differ from it together.
const SPLIT_DIFFERENCE: f64 = 0.01;
/// Inaccuracy of a corner that was set on a map, in metres.
pub const DRAWN_OFF: f64 = 1.0;

/// The reason why an outline cannot be kept or split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawingProblem {
    /// Fewer than three corners.
    TooFewCorners,
    /// More corners than a record holds.
    TooManyCorners,
    /// One side crosses another.
    CrossesItself,
    /// The line between the corners does not lie within the outline.
    CutsOutside,
    /// The corners are neighbours, or the same.
    CutsNothing,
}

/// An outline that is drawn, with the steps back and forward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaDrawing {
    outline: Outline,
    before: Vec<Outline>,
    after: Vec<Outline>,
    is_moving: bool,
}

impl AreaDrawing {
    /// The drawing of an outline that is there.
    pub fn new(outline: Outline) -> Self {
        Self {
            outline: outline.closed(),
            ..Self::default()
        }
    }

    /// The outline as it is drawn.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// Whether a step can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether a step that was taken back can be made again.
    pub fn can_redo(&self) -> bool {
        !self.after.is_empty()
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        self.is_moving = false;
        if let Some(outline) = self.before.pop() {
            self.after.push(core::mem::replace(&mut self.outline, outline));
        }
    }

    /// Makes the last step again that was taken back.
    pub fn redo(&mut self) {
        self.is_moving = false;
        if let Some(outline) = self.after.pop() {
            self.before.push(core::mem::replace(&mut self.outline, outline));
        }
    }

    /// Puts a corner elsewhere. All places of one move are one step, until [`AreaDrawing::end_move`].
    pub fn move_corner(&mut self, corner: usize, to: Corner) {
        if self.outline.0.get(corner).is_none_or(|held| *held == to) {
            return;
        }
        if !self.is_moving {
            self.keep_step();
            self.is_moving = true;
        }
        if let Some(held) = self.outline.0.get_mut(corner) {
            *held = to;
        }
    }

    /// Moves a corner so many metres east and north, as a step of its own.
    pub fn shift_corner(&mut self, corner: usize, by: (f64, f64)) {
        if let Some(held) = self.outline.0.get(corner) {
            let to = Ground::around(*held).corner(by, DRAWN_OFF);
            self.end_move();
            self.move_corner(corner, to);
            self.end_move();
        }
    }

    /// Ends the move of a corner.
    pub fn end_move(&mut self) {
        self.is_moving = false;
    }

    /// Adds a corner behind the last.
    pub fn add_corner(&mut self, corner: Corner) {
        if self.outline.0.len() < MAX_CORNERS {
            self.keep_step();
            self.outline.0.push(corner);
        }
    }

    /// Adds a corner in the middle of the side that begins at a corner.
    pub fn divide_side(&mut self, side: usize) {
        let count = self.outline.0.len();
        if side >= count || count >= MAX_CORNERS {
            return;
        }
        let middle = side_middle(&self.outline, side);
        self.keep_step();
        self.outline.0.insert(side + 1, middle);
    }

    /// Takes a corner away. An outline keeps three.
    pub fn remove_corner(&mut self, corner: usize) {
        if corner < self.outline.0.len() && self.outline.0.len() > 3 {
            self.keep_step();
            self.outline.0.remove(corner);
        }
    }

    /// Draws another outline in the place of this one.
    pub fn replace(&mut self, outline: Outline) {
        self.keep_step();
        self.outline = outline;
    }

    /// The reason why the outline cannot be kept, or nothing.
    pub fn problem(&self) -> Option<DrawingProblem> {
        problem(&self.outline)
    }

    fn keep_step(&mut self) {
        self.is_moving = false;
        self.after.clear();
        if self.before.len() >= STEPS {
            self.before.remove(0);
        }
        self.before.push(self.outline.clone());
    }
}

/// The middle of the side of an outline that begins at a corner.
///
/// A corner that the outline does not have counts from the first once more.
pub fn side_middle(outline: &Outline, side: usize) -> Corner {
    let corners = &outline.0;
    let count = corners.len().max(1);
    let at = |place: usize| corners.get(place % count).copied();
    let (Some(from), Some(to)) = (at(side), at(side + 1)) else {
        return Corner::new(0.0, 0.0, DRAWN_OFF);
    };
    let ((from_north, from_east), (to_north, to_east)) = (from.degrees(), to.degrees());
    Corner::new(
        f64::midpoint(from_north, to_north),
        f64::midpoint(from_east, to_east),
        DRAWN_OFF,
    )
}

/// The reason why an outline cannot be kept, or nothing.
pub fn problem(outline: &Outline) -> Option<DrawingProblem> {
    match outline.0.len() {
        0..3 => Some(DrawingProblem::TooFewCorners),
        count if count > MAX_CORNERS => Some(DrawingProblem::TooManyCorners),
        _ if outline.crosses_itself() => Some(DrawingProblem::CrossesItself),
        _ => None,
    }
}

/// The two parts of an outline, cut by the line between two of its corners. Both have the corners of the cut, and their
/// sizes are that of the whole.
///
/// # Errors
/// When the outline cannot be kept, or the line is none that divides it.
pub fn split(outline: &Outline, one: usize, other: usize) -> Result<(Outline, Outline), DrawingProblem> {
    if let Some(problem) = problem(outline) {
        return Err(problem);
    }
    let (first, last) = (one.min(other), one.max(other));
    let count = outline.0.len();
    if last >= count || last - first < 2 || (first == 0 && last == count - 1) {
        return Err(DrawingProblem::CutsNothing);
    }
    let inner = Outline(outline.0[first..=last].to_vec());
    let mut around = outline.0[last..].to_vec();
    around.extend_from_slice(&outline.0[..=first]);
    let outer = Outline(around);
    let whole = outline.square_metres();
    let parts = inner.square_metres() + outer.square_metres();
    let crosses = inner.crosses_itself() || outer.crosses_itself();
    if crosses || (parts - whole).abs() > whole * SPLIT_DIFFERENCE {
        return Err(DrawingProblem::CutsOutside);
    }
    Ok((inner, outer))
}

/// An outline with at most so many corners: those that matter least for its course are left out, while its size stays
/// within a hundredth. Nothing when that cannot be.
pub fn simplified(outline: &Outline, most: usize) -> Option<Outline> {
    let whole = outline.square_metres();
    let mut corners = outline.0.clone();
    while corners.len() > most.max(3) {
        let ground = Ground::around(*corners.first()?);
        let flat: Vec<(f64, f64)> = corners.iter().map(|corner| ground.metres(corner)).collect();
        let count = flat.len();
        let weight = |place: usize| {
            let (before, at, after) = (
                flat[(place + count - 1) % count],
                flat[place],
                flat[(place + 1) % count],
            );
            ((at.0 - before.0) * (after.1 - before.1) - (after.0 - before.0) * (at.1 - before.1)).abs()
        };
        let least = (0..count).min_by(|one, other| weight(*one).total_cmp(&weight(*other)))?;
        corners.remove(least);
    }
    let simplified = Outline(corners);
    let is_same = (simplified.square_metres() - whole).abs() <= whole * 0.01;
    (is_same && problem(&simplified).is_none()).then_some(simplified)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(flat: &[(f64, f64)]) -> Outline {
        let ground = Ground::around(Corner::new(55.676_098, 12.568_337, 1.0));
        Outline(flat.iter().map(|at| ground.corner(*at, 1.0)).collect())
    }

    fn rectangle() -> Outline {
        outline(&[(0.0, 0.0), (40.0, 0.0), (40.0, 25.0), (0.0, 25.0)])
    }

    fn ell() -> Outline {
        outline(&[
            (0.0, 0.0),
            (60.0, 0.0),
            (60.0, 20.0),
            (20.0, 20.0),
            (20.0, 80.0),
            (0.0, 80.0),
        ])
    }

    #[test]
    fn every_step_is_taken_back_and_made_again() {
        let mut drawing = AreaDrawing::new(rectangle());
        let first = drawing.clone();
        let far = Ground::around(rectangle().0[2]).corner((9.0, 3.0), 1.0);
        drawing.move_corner(2, Ground::around(far).corner((1.0, 0.0), 1.0));
        drawing.move_corner(2, far);
        drawing.end_move();
        drawing.divide_side(3);
        assert_eq!(drawing.outline().0.len(), 5);
        drawing.remove_corner(0);
        drawing.shift_corner(1, (0.5, -0.5));
        let last = drawing.outline().clone();
        // The two places of the move are one step.
        for _ in 0..4 {
            assert!(drawing.can_undo());
            drawing.undo();
        }
        assert!(!drawing.can_undo());
        assert_eq!(drawing.outline(), first.outline());
        while drawing.can_redo() {
            drawing.redo();
        }
        assert_eq!(*drawing.outline(), last);
        // A new step ends what could be made again.
        drawing.undo();
        drawing.add_corner(far);
        assert!(!drawing.can_redo());
    }

    #[test]
    fn an_outline_keeps_three_corners_and_no_more_than_a_record_holds() {
        let mut drawing = AreaDrawing::new(rectangle());
        for _ in 0..5 {
            drawing.remove_corner(0);
        }
        assert_eq!(drawing.outline().0.len(), 3);
        for place in 0..200 {
            drawing.divide_side(place % 3);
        }
        assert_eq!(drawing.outline().0.len(), MAX_CORNERS);
        assert_eq!(
            AreaDrawing::default().problem(),
            Some(DrawingProblem::TooFewCorners)
        );
        let mut bow = AreaDrawing::new(rectangle());
        let (one, two) = (bow.outline().0[2], bow.outline().0[3]);
        bow.move_corner(2, two);
        bow.move_corner(3, one);
        assert_eq!(bow.problem(), Some(DrawingProblem::CrossesItself));
    }

    #[test]
    fn the_parts_of_a_split_are_the_whole() {
        let mut ten_sided = AreaDrawing::new(ell());
        for side in [0, 2, 4, 6] {
            ten_sided.divide_side(side);
        }
        for (whole, one, other) in [
            (rectangle(), 0, 2),
            (rectangle(), 3, 1),
            (ell(), 0, 3),
            (ten_sided.outline().clone(), 1, 5),
        ] {
            let (inner, outer) = split(&whole, one, other).unwrap();
            let (sum, size) = (
                inner.square_metres() + outer.square_metres(),
                whole.square_metres(),
            );
            assert!((sum - size).abs() <= size * 0.01, "{sum} of {size}");
            assert_eq!(inner.0.len() + outer.0.len(), whole.0.len() + 2);
            assert_eq!((problem(&inner), problem(&outer)), (None, None));
            for part in [inner, outer] {
                assert!(part.square_metres() > 1.0);
                let sides = [whole.0[one], whole.0[other]];
                assert!(sides.iter().all(|corner| part.0.contains(corner)));
            }
        }
    }

    #[test]
    fn a_cut_outside_or_along_a_side_is_none() {
        // From the tip of one leg to the tip of the other.
        assert_eq!(split(&ell(), 2, 4), Err(DrawingProblem::CutsOutside));
        assert_eq!(split(&ell(), 1, 5), Err(DrawingProblem::CutsOutside));
        for (one, other) in [(0, 1), (1, 0), (2, 2), (0, 5), (0, 9)] {
            assert_eq!(
                split(&ell(), one, other),
                Err(DrawingProblem::CutsNothing),
                "{one} {other}"
            );
        }
        assert_eq!(
            split(&Outline(Vec::new()), 0, 2),
            Err(DrawingProblem::TooFewCorners)
        );
    }

    #[test]
    fn an_outline_of_many_corners_is_simplified_within_a_hundredth() {
        let round: Vec<_> = (0..720)
            .map(|part| {
                let angle = f64::from(part).to_radians() / 2.0;
                (50.0 * angle.cos(), 30.0 * angle.sin())
            })
            .collect();
        let whole = outline(&round);
        let simple = simplified(&whole, MAX_CORNERS).unwrap();
        assert!(simple.0.len() <= MAX_CORNERS);
        let difference = (simple.square_metres() - whole.square_metres()).abs();
        assert!(difference <= whole.square_metres() * 0.01, "{difference}");
        assert_eq!(simplified(&rectangle(), MAX_CORNERS), Some(rectangle()));
        // Three corners are not what a round bed is.
        assert_eq!(simplified(&whole, 3), None);
    }
}
