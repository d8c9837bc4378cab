import { Component, type ReactNode } from "react";
import { asProblem } from "@shared/backend/problem";
import { ProblemBox } from "@shared/ui/states";

/** Where a page cannot be drawn, it says so; the rest of the window goes on. */
export class Boundary extends Component<{ children: ReactNode }, { thrown: unknown }> {
  override state = { thrown: undefined as unknown };

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }

  override render() {
    if (this.state.thrown === undefined) return this.props.children;
    return (
      <div className="mx-auto max-w-xl p-10">
        <ProblemBox problem={asProblem(this.state.thrown)} onRetry={() => this.setState({ thrown: undefined })} />
      </div>
    );
  }
}
