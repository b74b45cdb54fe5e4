/** In the place of Next's `NextResponse`: remembers with which headers a request goes on. */
export class NextResponse extends Response {
  readonly onward: Headers;

  private constructor(onward: Headers) {
    super();
    this.onward = onward;
  }

  static next({ request }: { request: { headers: Headers } }): NextResponse {
    return new NextResponse(request.headers);
  }
}
